namespace AccountGrains.Ledger;

/// <summary>How a relay works.</summary>
public sealed record RelayOptions
{
    /// <summary>What other ledgers call this one, 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>. Needed where there are others.</summary>
    public string? Name { get; init; }

    /// <summary>The most messages to one ledger that are in memory and on their way; 256 unless set.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>
    /// How long others leave a claimed message alone, which is when they take over from a relay that died; 10 s unless set.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after it was sent a message may be refused for a reason that may pass; 24 h unless set.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromHours(24);

    internal void Check(IEnumerable<string> others)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Lease, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, TimeSpan.Zero);
        if (Name is not null) Input.Name("name", Name);
        foreach (var other in others)
        {
            Input.Name("ledger", other);
            Input.Name("name", Name);
        }
    }
}
