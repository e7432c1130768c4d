namespace AccountGrains.Storage;

/// <summary>What an audit read and what it found.</summary>
public sealed record AuditSummary(long Accounts, long Entries, long Holds, long Transfers, long Findings)
{
    /// <summary>Whether everything holds.</summary>
    public bool IsClean => Findings == 0;
}
