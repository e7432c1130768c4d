namespace AccountGrains.Grains;

/// <summary>The sizes and timeouts of a silo's accounts.</summary>
public sealed record AccountsOptions
{
    /// <summary>The newest entries that each account keeps in memory at most, 1 or more; 128 unless set.</summary>
    public int Window { get; set; } = 128;

    /// <summary>The commands that one silo may work on; one more is refused. 16,384 unless set.</summary>
    public int QueueLength { get; set; } = 16_384;

    /// <summary>The most accounts that are stored in one database transaction; 2,048 unless set.</summary>
    public int BatchSize { get; set; } = 2_048;

    /// <summary>How long a database command may take, in whole seconds; 5 s unless set.</summary>
    public TimeSpan DatabaseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a transaction may hold or wait for an account, and be prepared; 8 s unless set.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a call between silos, and of a client to one, waits for its answer; 12 s unless set.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(12);
}
