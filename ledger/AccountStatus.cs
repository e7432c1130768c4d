namespace AccountGrains.Ledger;

/// <summary>Whether money may move on an account.</summary>
public enum AccountStatus
{
    /// <summary>Never opened. Its journal holds nothing but refusals.</summary>
    Unopened = 0,

    /// <summary>Money may move.</summary>
    Open = 1,

    /// <summary>No money moves until it is unfrozen; holds may be released.</summary>
    Frozen = 2,

    /// <summary>Empty for ever.</summary>
    Closed = 3,
}
