namespace AccountGrains.Ledger;

/// <summary>Whether an account may go below its limit.</summary>
public enum AccountKind
{
    /// <summary>Never below its overdraft limit.</summary>
    Internal = 0,

    /// <summary>The outside world, such as a bank or a card network: may go negative without limit.</summary>
    External = 1,
}
