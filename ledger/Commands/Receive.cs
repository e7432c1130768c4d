namespace AccountGrains.Ledger;

/// <summary>
/// Credits an account with money that was sent to it. Relays ask for it, under a request id that is the message's own: it dedups
/// the message in the commit of the credit, and remembers a refusal, so that a late duplicate cannot succeed after the refund.
/// </summary>
/// <param name="RequestId">The id of one attempt to deliver the message.</param>
/// <param name="Account">The account to credit.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount.</param>
/// <param name="Sender">The account that was debited: <c>alice</c>, or <c>alice@west</c> where it is in another ledger.</param>
public sealed record Receive(string RequestId, string Account, decimal Amount, string Currency, string Sender) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Receive;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.Money("amount", Amount, "currency", Currency);
        if (string.IsNullOrEmpty(Sender)) throw new InvalidCommandException("sender", "is missing; an account is needed");
        var (account, ledger) = Party.Parse(Sender);
        Input.AccountId("sender", account);
        if (ledger is not null) Input.Name("sender", ledger);
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Amount);
        content.Write(Currency);
        content.Write(Sender);
    }
}
