namespace AccountGrains.Ledger;

/// <summary>Makes held money available again.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account.</param>
/// <param name="Hold">The request id of the hold.</param>
public sealed record ReleaseHold(string RequestId, string Account, string Hold) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Release;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.RequestId("hold", Hold);
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Hold);
    }
}
