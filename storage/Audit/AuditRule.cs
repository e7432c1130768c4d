namespace AccountGrains.Storage;

/// <summary>What an audit proves.</summary>
public enum AuditRule
{
    /// <summary>The entries of an account are numbered from 1 to its sequence, without a gap.</summary>
    SequenceIsDense,

    /// <summary>The balance after an entry is the balance before it and its amount.</summary>
    BalanceFollows,

    /// <summary>The balance of an account is the sum of its applied entries.</summary>
    BalanceIsSum,

    /// <summary>The held amount of an account is the sum of its open holds, and of what its entries held.</summary>
    HeldIsSum,

    /// <summary>A hold is what its entries say.</summary>
    HoldMatchesEntries,

    /// <summary>An internal account is not below its overdraft limit.</summary>
    WithinLimit,

    /// <summary>The status of an account is what its entries say.</summary>
    StatusMatchesEntries,

    /// <summary>The entries of an account are in the order of time.</summary>
    TimeIsOrdered,

    /// <summary>A request has one entry on an account.</summary>
    RequestIsUnique,

    /// <summary>A transfer, and its reversal, has an entry on each of its accounts, and they cancel in each currency.</summary>
    TransferCancels,

    /// <summary>A reversal undoes the whole of an applied entry, and no entry is reversed twice.</summary>
    ReversalMatches,

    /// <summary>Whatever was sent has a message, which is what the entries say that sent and refunded it.</summary>
    MessageMatchesEntries,

    /// <summary>A message to this ledger has credited its recipient once where it was delivered, and nobody where it was refused.</summary>
    DeliveryMatchesMessage,

    /// <summary>Every entry and every hold belongs to an account.</summary>
    AccountExists,

    /// <summary>What was recorded of a settlement run that has ended is what the entries of its lines say.</summary>
    SettlementMatchesEntries,

    /// <summary>The values of a row are of their types.</summary>
    RowIsReadable,
}
