namespace AccountGrains.Ledger;

/// <summary>Opens an account.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">1 to 128 of <c>A-Z a-z 0-9 : . _ -</c>.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public sealed record OpenAccount(string RequestId, string Account, string Currency) : Command(RequestId)
{
    /// <summary>Internal unless set.</summary>
    public AccountKind AccountKind { get; init; } = AccountKind.Internal;

    /// <summary>
    /// How far below zero the balance may go: 0 unless set, below 10^15, with no more decimals than the currency has.
    /// </summary>
    public decimal OverdraftLimit { get; init; }

    /// <summary>Whether many transfers will share the account.</summary>
    public bool Busy { get; init; }

    private protected override EntryKind EntryKind => EntryKind.Open;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.CurrencyCode("currency", Currency);
        Input.Defined("kind", AccountKind);
        Input.Limit("overdraft limit", OverdraftLimit, Currency);
        if (AccountKind == AccountKind.External && OverdraftLimit != 0)
            throw new InvalidCommandException("overdraft limit", "an external account has none: it may go negative without limit");
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Currency);
        content.Write((int)AccountKind);
        content.Write(OverdraftLimit);
        content.Write(Busy ? 1 : 0);
    }
}
