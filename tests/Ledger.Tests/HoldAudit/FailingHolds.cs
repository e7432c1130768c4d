namespace AccountGrains.Ledger.Tests;

/// <summary>The due holds of a store that cannot be reached at first.</summary>
internal sealed class FailingHolds(IHoldStore holds, int times) : IHoldStore
{
    private int calls;

    public Task<IReadOnlyList<DueHold>> ClaimHoldsAsync(
        string? owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        Interlocked.Increment(ref calls) <= times
            ? throw new StoreException(StoreProblem.Offline, "it is away")
            : holds.ClaimHoldsAsync(owner, now, until, limit, cancellationToken);

    public Task PostponeHoldsAsync(IReadOnlyCollection<(DueHold Hold, DateTimeOffset Until)> later, CancellationToken cancellationToken) =>
        holds.PostponeHoldsAsync(later, cancellationToken);

    public Task<IReadOnlyList<PastExpiry>> CountHoldsPastExpiryAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        holds.CountHoldsPastExpiryAsync(now, cancellationToken);
}
