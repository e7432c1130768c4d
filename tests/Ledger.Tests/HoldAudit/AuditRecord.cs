using System.Collections.Concurrent;

namespace AccountGrains.Ledger.Tests;

/// <summary>What an audit of holds told.</summary>
internal sealed class AuditRecord : IHoldAuditObserver
{
    public ConcurrentQueue<(string Hold, EntryKind Kind)> Settled { get; } = [];

    public ConcurrentQueue<(string Hold, DateTimeOffset Until, Exception Reason)> Undecided { get; } = [];

    public ConcurrentQueue<(string Owner, long Holds)> Unregistered { get; } = [];

    public ConcurrentQueue<Exception> Failures { get; } = [];

    void IHoldAuditObserver.Settled(DueHold hold, EntryKind kind) => Settled.Enqueue((hold.Id, kind));

    void IHoldAuditObserver.Undecided(DueHold hold, DateTimeOffset until, Exception reason) => Undecided.Enqueue((hold.Id, until, reason));

    void IHoldAuditObserver.Unregistered(string owner, long holds) => Unregistered.Enqueue((owner, holds));

    void IHoldAuditObserver.Failed(Exception failure) => Failures.Enqueue(failure);
}
