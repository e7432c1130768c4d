namespace AccountGrains.Ledger;

/// <summary>How a settlement is run.</summary>
public sealed record SettlementOptions
{
    /// <summary>The most lines that are being paid at one time, 1 or more; 8,192 unless set.</summary>
    public int Concurrency { get; init; } = 8_192;

    /// <summary>
    /// How long a line that gets no answer is asked for again before the run stops, and the end of the run before that fails;
    /// 1 minute unless set. A host with a deadline of its own answers late, so that an attempt which began in time may end after it.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, TimeSpan.Zero);
    }
}
