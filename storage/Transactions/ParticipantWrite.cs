namespace AccountGrains.Storage;

/// <summary>Everything that one participant wants written at once: all of it or nothing.</summary>
public sealed record ParticipantWrite<TState>
{
    /// <summary>The participant.</summary>
    public required string Id { get; init; }

    /// <summary>The version that the store must still have, or null where it must have none.</summary>
    public required long? Expected { get; init; }

    /// <summary>The committed state that the store has.</summary>
    public required TState Before { get; init; }

    /// <summary>The committed state that it shall have, which may be the same.</summary>
    public required TState After { get; init; }

    /// <summary>The number of the transaction that <see cref="After"/> comes from.</summary>
    public required long Committed { get; init; }

    /// <summary>The logical time of the participant.</summary>
    public required DateTime Clock { get; init; }

    /// <summary>Newly prepared transactions, in order, each with the state before it.</summary>
    public IReadOnlyList<(TState Before, PreparedState<TState> Prepared)> Prepare { get; init; } = [];

    /// <summary>The numbers of prepared transactions that are to be forgotten, because they are committed, aborted or replaced.</summary>
    public IReadOnlyList<long> Settle { get; init; } = [];

    /// <summary>The transactions among those that are aborted, each with its manager, which must not have committed it.</summary>
    public IReadOnlyList<(string Manager, Guid Transaction)> Abort { get; init; } = [];

    /// <summary>How many prepared transactions there are after this write.</summary>
    public int Prepared { get; init; }

    /// <summary>Transactions that this write decides.</summary>
    public IReadOnlyList<DecidedTransaction> Decide { get; init; } = [];

    /// <summary>Decided transactions that all participants have confirmed.</summary>
    public IReadOnlyList<Guid> Collect { get; init; } = [];

    /// <summary>
    /// What other participants do because of these decisions, at once: each has promised it to this one in memory alone. It is written
    /// with this or not at all.
    /// </summary>
    public IReadOnlyList<ParticipantWrite<TState>> Joint { get; init; } = [];

    /// <summary>This write and those that are made with it.</summary>
    public IEnumerable<ParticipantWrite<TState>> All => Joint.Count == 0 ? [this] : [this, .. Joint];

    /// <summary>
    /// Whether nothing is written but that decisions are forgotten. Nobody waits for that, and it takes no version: the store may do
    /// it later, and where it never does, who loads the participant has them confirmed once more.
    /// </summary>
    public bool OnlyForgets =>
        Collect.Count > 0 && Equals(Before, After) && Prepare.Count + Settle.Count + Decide.Count == 0;

    /// <summary>The version that the store has after this write.</summary>
    public long Version => (Expected ?? 0) + (OnlyForgets ? 0 : 1);
}
