namespace AccountGrains.Ledger;

/// <summary>What an entry records. The numbers are part of every content fingerprint and never change.</summary>
public enum EntryKind
{
    /// <summary>The account was opened.</summary>
    Open = 1,

    /// <summary>Money came in from outside the ledger.</summary>
    Deposit = 2,

    /// <summary>Money left the ledger.</summary>
    Withdrawal = 3,

    /// <summary>Money moved between accounts.</summary>
    Transfer = 4,

    /// <summary>Money was reserved.</summary>
    Hold = 5,

    /// <summary>Held money left the ledger; what was not captured was released.</summary>
    Capture = 6,

    /// <summary>Held money became available again.</summary>
    Release = 7,

    /// <summary>The account was frozen.</summary>
    Freeze = 8,

    /// <summary>The account was unfrozen.</summary>
    Unfreeze = 9,

    /// <summary>The account was closed.</summary>
    Close = 10,

    /// <summary>An earlier entry was undone.</summary>
    Reversal = 11,

    /// <summary>A hold passed its expiry and was released by the ledger.</summary>
    Expiry = 12,

    /// <summary>Money left for another account, with a message that a relay delivers.</summary>
    Send = 13,

    /// <summary>Money that was sent arrived.</summary>
    Receive = 14,

    /// <summary>Money that was sent and finally refused came back.</summary>
    Refund = 15,
}
