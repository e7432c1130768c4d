namespace AccountGrains.Ledger;

/// <summary>Lets money move again on a frozen account.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account.</param>
public sealed record UnfreezeAccount(string RequestId, string Account) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Unfreeze;

    internal override string Anchor => Account;

    internal override void Check() => Input.AccountId("account", Account);

    internal override void Describe(ref ContentWriter content) => content.Write(Account);
}
