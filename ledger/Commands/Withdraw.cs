namespace AccountGrains.Ledger;

/// <summary>Takes money out of an account and out of the ledger.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account to debit.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount.</param>
public sealed record Withdraw(string RequestId, string Account, decimal Amount, string Currency) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Withdrawal;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.Money("amount", Amount, "currency", Currency);
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Amount);
        content.Write(Currency);
    }
}
