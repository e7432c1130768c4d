namespace AccountGrains.Ledger;

/// <summary>What became of a hold.</summary>
public enum HoldStatus
{
    /// <summary>The amount is reserved.</summary>
    Open,

    /// <summary>Captured, whole or in part; the rest was released.</summary>
    Captured,

    /// <summary>Released by its owner.</summary>
    Released,

    /// <summary>Released by the ledger at its expiry.</summary>
    Expired,
}
