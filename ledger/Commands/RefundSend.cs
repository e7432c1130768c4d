namespace AccountGrains.Ledger;

/// <summary>
/// Gives a sender back what was sent, once, where the message was finally refused. Relays ask for it; a frozen account accepts it.
/// </summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account that was debited.</param>
/// <param name="Sequence">The sequence of the entry that debited it.</param>
public sealed record RefundSend(string RequestId, string Account, long Sequence) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Refund;

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
