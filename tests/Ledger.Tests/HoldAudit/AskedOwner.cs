using System.Collections.Concurrent;

namespace AccountGrains.Ledger.Tests;

/// <summary>An owner that decides as a test says and remembers when it was asked.</summary>
internal sealed class AskedOwner(TimeProvider time, Func<DueHold, CancellationToken, Task<HoldDecision>> decide) : IHoldOwner
{
    public AskedOwner(TimeProvider time, Func<DueHold, HoldDecision> decide)
        : this(time, (hold, _) => Task.FromResult(decide(hold)))
    {
    }

    public ConcurrentQueue<(DueHold Hold, DateTimeOffset Time)> Asked { get; } = [];

    public Task<HoldDecision> DecideAsync(DueHold hold, CancellationToken cancellationToken)
    {
        Asked.Enqueue((hold, time.GetUtcNow()));
        return decide(hold, cancellationToken);
    }
}
