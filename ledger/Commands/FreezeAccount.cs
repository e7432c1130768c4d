namespace AccountGrains.Ledger;

/// <summary>Stops all money on an account until it is unfrozen; holds may still be released.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account.</param>
public sealed record FreezeAccount(string RequestId, string Account) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Freeze;

    internal override string Anchor => Account;

    internal override void Check() => Input.AccountId("account", Account);

    internal override void Describe(ref ContentWriter content) => content.Write(Account);
}
