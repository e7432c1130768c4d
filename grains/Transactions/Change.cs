using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>From what is known of a participant to what shall be.</summary>
/// <param name="Before">What is known.</param>
/// <param name="After">What shall be, still with the version before.</param>
internal sealed record Change<TState>(Known<TState> Before, Known<TState> After)
    where TState : class
{
    /// <summary>The stored promises that are given up.</summary>
    public IReadOnlyList<PreparedState<TState>> GivenUp { get; init; } = [];

    /// <summary>The promises that are kept.</summary>
    public IReadOnlyList<PreparedState<TState>> Kept { get; init; } = [];

    public bool Keeps(Guid transaction) => Kept.Any(promise => promise.Transaction == transaction);

    /// <summary>What is written of it.</summary>
    /// <param name="id">The participant.</param>
    /// <param name="decide">The transactions that are decided with it.</param>
    /// <param name="collect">The decided transactions that are forgotten with it.</param>
    /// <param name="joint">What others write with it.</param>
    public ParticipantWrite<TState> ToWrite(
        string id,
        IReadOnlyList<DecidedTransaction> decide,
        IReadOnlyList<Guid> collect,
        IReadOnlyList<ParticipantWrite<TState>> joint) => new()
        {
            Id = id,
            Expected = Before.Version,
            Before = Before.State,
            After = After.State,
            Committed = After.Sequence,
            Clock = After.Clock,
            // Most writes have no promise before and after them.
            Prepare = After.Promises.Count == 0
                ? [] : [.. Stored(After, except: Before).Select(promise => (promise.Before, promise.Prepared))],
            Settle = Before.Promises.Count == 0
                ? [] : [.. Stored(Before, except: After).Select(promise => promise.Prepared.Sequence)],
            Abort = GivenUp.Count == 0 ? [] : [.. GivenUp.Select(Abort).OfType<(string, Guid)>()],
            Prepared = After.Promises.Count == 0 ? 0 : After.Promises.Values.Count(promise => promise.IsStored),
            Decide = decide,
            Collect = collect,
            Joint = joint,
        };

    private static IEnumerable<Promise<TState>> Stored(Known<TState> these, Known<TState> except) => these.Promises
        .Where(one => one.Value.IsStored && !one.Value.Equals(except.Promises.GetValueOrDefault(one.Key)))
        .Select(one => one.Value);

    private static (string, Guid)? Abort(PreparedState<TState> state) =>
        state.Manager is { } manager && ParticipantText.IdOf(manager) is { } managerId ? (managerId, state.Transaction) : null;
}
