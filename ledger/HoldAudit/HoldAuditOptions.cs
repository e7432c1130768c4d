namespace AccountGrains.Ledger;

/// <summary>The sizes and times of an audit of holds.</summary>
public sealed record HoldAuditOptions
{
    /// <summary>How long to wait where nothing is due; 1 s unless set. A hold is settled as much later at most.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long holds belong to whoever took them, above <see cref="OwnerTimeout"/>; 10 s unless set. What a process that died had
    /// taken is settled as much later.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an owner may take to decide about a hold; 5 s unless set.</summary>
    public TimeSpan OwnerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause before an owner that failed is asked again; 5 minutes unless set. The first is 1 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often to look for holds whose owner is not registered; 1 minute unless set.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The holds without an owner that are worked on at the same time; 512 unless set.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>The holds that one owner is asked about at the same time; 128 unless set.</summary>
    public int OwnerConcurrency { get; init; } = 128;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Poll, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(OwnerTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Lease, OwnerTimeout);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LongestPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Watch, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OwnerConcurrency, 1);
    }
}
