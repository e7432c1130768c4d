namespace AccountGrains.Ledger;

/// <summary>
/// Sends money to an account that may be slow, remote or very busy. The sender is debited and a message written in one commit;
/// a relay delivers it later, and refunds the sender where the recipient finally refuses it.
/// </summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="From">The account to debit, the only one that this command touches.</param>
/// <param name="To">The account to credit; another one, unless it is in another ledger.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount and of both accounts.</param>
public sealed record Send(string RequestId, string From, string To, decimal Amount, string Currency) : Command(RequestId)
{
    /// <summary>The ledger of the recipient, 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>, as the relays know it; this one unless set.</summary>
    public string? Ledger { get; init; }

    private protected override EntryKind EntryKind => EntryKind.Send;

    internal override string Anchor => From;

    internal override void Check()
    {
        Input.AccountId("from", From);
        Input.AccountId("to", To);
        if (Ledger is not null) Input.Name("ledger", Ledger);
        else if (From == To) throw new InvalidCommandException("to", $"'{To}' is also the account to debit");
        Input.Money("amount", Amount, "currency", Currency);
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(From);
        content.Write(To);
        content.Write(Amount);
        content.Write(Currency);
        content.Write(Ledger);
    }
}
