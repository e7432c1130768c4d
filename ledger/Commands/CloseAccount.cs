namespace AccountGrains.Ledger;

/// <summary>Closes an account for ever. Its balance must be zero, no hold open and nothing that it sent on its way.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account.</param>
public sealed record CloseAccount(string RequestId, string Account) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Close;

    internal override string Anchor => Account;

    internal override void Check() => Input.AccountId("account", Account);

    internal override void Describe(ref ContentWriter content) => content.Write(Account);
}
