namespace AccountGrains.Ledger;

/// <summary>What became of the message of a sent transfer.</summary>
public enum MessageStatus
{
    /// <summary>It is on its way.</summary>
    Due,

    /// <summary>The recipient got it.</summary>
    Delivered,

    /// <summary>It was finally refused; the sender has not got it back yet.</summary>
    Refused,

    /// <summary>It was finally refused, and the sender got it back.</summary>
    Refunded,
}
