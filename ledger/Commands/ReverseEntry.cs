namespace AccountGrains.Ledger;

/// <summary>
/// Undoes an applied deposit, withdrawal, transfer or capture with new entries of the opposite amounts, once. A transfer is
/// reversed on all its accounts or on none. A reversal itself cannot be reversed, nor what was sent or received.
/// </summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account; of a transfer, any that it touched.</param>
/// <param name="Sequence">The sequence of the entry on that account.</param>
public sealed record ReverseEntry(string RequestId, string Account, long Sequence) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Reversal;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.Sequence("sequence", Sequence);
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Sequence);
    }
}
