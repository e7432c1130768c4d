namespace AccountGrains.Storage;

/// <summary>What an audit read and what it found.</summary>
public sealed record AuditSummary(long Accounts, long Entries, long Holds, long Transfers, long Findings)
{
    /// <summary>The messages of sent transfers.</summary>
    public long Messages { get; init; }

    /// <summary>Those of the messages that are neither delivered nor refunded.</summary>
    public long MessagesDue { get; init; }

    /// <summary>Whether everything holds.</summary>
    public bool IsClean => Findings == 0;
}
