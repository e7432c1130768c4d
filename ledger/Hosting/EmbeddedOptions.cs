namespace AccountGrains.Ledger;

/// <summary>The sizes of an embedded host.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>The newest entries that each account keeps in memory at most, 1 or more; 128 unless set.</summary>
    public int Window { get; init; } = 128;

    /// <summary>The commands that may wait; one more is refused. 16,384 unless set.</summary>
    public int QueueLength { get; init; } = 16_384;

    /// <summary>The most commands that are stored in one transaction; 2,048 unless set.</summary>
    public int BatchSize { get; init; } = 2_048;

    /// <summary>The entries and holds that are kept in memory over all accounts, about 400 bytes each; 200,000 unless set.</summary>
    public int CachedEntries { get; init; } = 200_000;

    // While the database works for one batch, the other is decided and answered.
    internal int Lanes { get; init; } = 2;

    // To decide a few ahead gains nothing.
    internal int FewestAhead { get; init; } = 32;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CachedEntries, 0);
    }
}
