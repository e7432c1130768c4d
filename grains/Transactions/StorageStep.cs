using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>What Orleans' protocol wants stored of one participant, all of it at once.</summary>
/// <param name="Clock">The logical time of the participant.</param>
/// <param name="Prepare">What is newly prepared, in order.</param>
/// <param name="CommitUpTo">The number of the newest transaction that is committed, or null where none is.</param>
/// <param name="AbortAfter">The number after which all promises are given up, or null where none is.</param>
/// <param name="Decide">The transactions that are decided.</param>
/// <param name="Collect">The decided transactions that all have confirmed.</param>
internal sealed record StorageStep<TState>(
    DateTime Clock,
    IReadOnlyList<PreparedState<TState>> Prepare,
    long? CommitUpTo,
    long? AbortAfter,
    IReadOnlyList<DecidedTransaction> Decide,
    IReadOnlyList<Guid> Collect)
{
    /// <summary>The other participants that have promised what is decided.</summary>
    public IReadOnlyCollection<string> PromisedByOthers =>
        Decide.Count == 0 ? [] : [.. Decide.SelectMany(decision => decision.Promised)];
}
