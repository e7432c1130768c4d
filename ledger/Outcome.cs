namespace AccountGrains.Ledger;

/// <summary>
/// What came of a command. The numbers are stored and never change; they are also the order of judgement: where several
/// refusals apply, on one account or on several, the lowest number is the answer on every host.
/// </summary>
public enum Outcome
{
    /// <summary>Done.</summary>
    Applied = 0,

    /// <summary>The id was used before, on one of the accounts, with another content. Changes nothing, is not remembered.</summary>
    RequestConflict = 1,

    /// <summary>No account of this id was opened.</summary>
    AccountNotFound = 2,

    /// <summary>An account of this id was opened before.</summary>
    AccountExists = 3,

    /// <summary>The account keeps another currency.</summary>
    WrongCurrency = 4,

    /// <summary>The account is closed.</summary>
    AccountClosed = 5,

    /// <summary>The account is frozen.</summary>
    AccountFrozen = 6,

    /// <summary>An unfreeze of an account that is not frozen.</summary>
    AccountNotFrozen = 7,

    /// <summary>No hold of this id was made on the account.</summary>
    HoldNotFound = 8,

    /// <summary>The hold was captured or released before.</summary>
    HoldSettled = 9,

    /// <summary>The hold passed its expiry.</summary>
    HoldExpired = 10,

    /// <summary>The capture is above the held amount.</summary>
    CaptureExceedsHold = 11,

    /// <summary>The account has no entry of this sequence.</summary>
    EntryNotFound = 12,

    /// <summary>
    /// The entry is not an applied deposit, withdrawal, transfer or capture; of a refund, not a sent transfer that was finally
    /// refused.
    /// </summary>
    NotReversible = 13,

    /// <summary>The entry was reversed before.</summary>
    AlreadyReversed = 14,

    /// <summary>The account cannot be closed while holds are open.</summary>
    HoldsOpen = 15,

    /// <summary>The account cannot be closed while its balance is not zero.</summary>
    BalanceNotZero = 16,

    /// <summary>An internal account would go below its overdraft limit.</summary>
    InsufficientFunds = 17,

    /// <summary>The balance or the held amount would reach 10^15.</summary>
    BalanceLimit = 18,

    /// <summary>The account cannot be closed while a transfer that it sent is neither delivered nor refunded.</summary>
    MessagesDue = 19,
}
