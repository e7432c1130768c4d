namespace AccountGrains.Storage;

/// <summary>What the store knows of one participant of transactions.</summary>
/// <param name="Version">The version that a write must match, or null where nothing was ever written.</param>
/// <param name="State">The state of the newest committed transaction.</param>
/// <param name="Committed">The number of that transaction among those of the participant, 0 where there was none.</param>
/// <param name="Clock">Its logical time.</param>
/// <param name="Prepared">The transactions that were prepared after it, in order.</param>
/// <param name="Decided">The transactions that this participant decided and others have not all confirmed.</param>
public sealed record Participant<TState>(
    long? Version,
    TState State,
    long Committed,
    DateTime Clock,
    IReadOnlyList<PreparedState<TState>> Prepared,
    IReadOnlyList<DecidedTransaction> Decided);
