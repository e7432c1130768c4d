using AccountGrains.Storage;

namespace AccountGrains.Grains;

/// <summary>What the storages of one silo share: each account that is in memory has one.</summary>
/// <param name="Neighbours">The participants of the silo.</param>
/// <param name="Store">The store.</param>
/// <param name="Protocol">The terms of Orleans' protocol in those of the store.</param>
/// <param name="Patience">How long to go on loading while the store is away.</param>
/// <param name="Loaded">Told the promises that an activation before has made.</param>
/// <param name="Promised">Told what is promised, with the number of the committed state before.</param>
/// <param name="Refused">Told the promises that are not made, and the decisions that were certainly not written.</param>
internal sealed record StorageParts<TState>(
    Neighbours<TState> Neighbours,
    ITransactionStore<TState> Store,
    Protocol<TState> Protocol,
    Patience Patience,
    Action<StoredParticipant<TState>, IReadOnlyCollection<PreparedState<TState>>> Loaded,
    Action<StoredParticipant<TState>, long, IReadOnlyCollection<PreparedState<TState>>> Promised,
    Action<StoredParticipant<TState>, IReadOnlyList<PreparedState<TState>>, IReadOnlyList<DecidedTransaction>> Refused)
    where TState : class, new();
