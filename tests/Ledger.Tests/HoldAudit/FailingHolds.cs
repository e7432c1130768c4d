namespace AccountGrains.Ledger.Tests;

/// <summary>The due holds of a store that cannot be reached at first.</summary>
internal sealed class FailingHolds(IDueHolds holds, int times) : IDueHolds
{
    private int calls;

    public Task<IReadOnlyList<DueHold>> TakeAsync(
        string? owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        Interlocked.Increment(ref calls) <= times
            ? throw new StoreException(StoreProblem.Offline, "it is away")
            : holds.TakeAsync(owner, now, until, limit, cancellationToken);

    public Task PostponeAsync(IReadOnlyCollection<(DueHold Hold, DateTimeOffset Until)> later, CancellationToken cancellationToken) =>
        holds.PostponeAsync(later, cancellationToken);

    public Task<IReadOnlyList<PastExpiry>> CountAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        holds.CountAsync(now, cancellationToken);
}
