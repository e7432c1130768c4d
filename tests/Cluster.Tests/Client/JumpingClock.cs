namespace AccountGrains.Cluster.Tests.Client;

/// <summary>
/// A clock on which nobody waits: it jumps at once to whatever is due, and tells how long each wait would have been.
/// </summary>
internal sealed class JumpingClock : TimeProvider
{
    private readonly Lock mutex = new();
    private readonly List<TimeSpan> waits = [];
    private TimeSpan elapsed;

    public TimeSpan Elapsed
    {
        get
        {
            lock (mutex) return elapsed;
        }
    }

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (mutex) return [.. waits];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed;

    public void Advance(TimeSpan time)
    {
        lock (mutex) elapsed += time;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (mutex)
        {
            waits.Add(dueTime);
            elapsed += dueTime;
        }

        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
