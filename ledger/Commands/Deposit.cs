namespace AccountGrains.Ledger;

/// <summary>Brings money into an account from outside the ledger.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account to credit.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount.</param>
public sealed record Deposit(string RequestId, string Account, decimal Amount, string Currency) : Command(RequestId)
{
    private protected override EntryKind EntryKind => EntryKind.Deposit;

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
