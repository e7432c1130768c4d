namespace AccountGrains.Ledger;

/// <summary>Whether money may move on an account.</summary>
public enum AccountStatus
{
    /// <summary>Never opened. Its journal holds nothing but refusals.</summary>
    Unopened,

    /// <summary>Money may move.</summary>
    Open,

    /// <summary>No money moves until it is unfrozen; holds may be released.</summary>
    Frozen,

    /// <summary>Empty for ever.</summary>
    Closed,
}
