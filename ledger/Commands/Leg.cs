namespace AccountGrains.Ledger;

/// <summary>One movement of a transfer.</summary>
/// <param name="From">The account to debit.</param>
/// <param name="To">The account to credit; another one.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount and of both accounts.</param>
public sealed record Leg(string From, string To, decimal Amount, string Currency)
{
    internal void Check(string prefix)
    {
        Input.AccountId(prefix + "from", From);
        Input.AccountId(prefix + "to", To);
        if (From == To) throw new InvalidCommandException(prefix + "to", $"'{To}' is also the account to debit");
        Input.Money(prefix + "amount", Amount, prefix + "currency", Currency);
    }

    internal string? SharedAccount(Leg other) =>
        From == other.From || From == other.To ? From :
        To == other.From || To == other.To ? To :
        null;
}
