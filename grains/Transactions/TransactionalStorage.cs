using System.Globalization;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// What Orleans' transactions keep of one state, on a store that writes for many of them at once. It knows what the store has,
/// so that a write carries only what is new.
/// </summary>
/// <param name="id">The participant in the store.</param>
/// <param name="store">The store.</param>
/// <param name="participants">How participants are written.</param>
/// <param name="patience">How long to go on loading while the store is away.</param>
/// <param name="stored">Told the committed state that the store has.</param>
/// <param name="loaded">Told the promises that an activation before has made.</param>
/// <param name="promised">Told the promises that the store has, with the number of the committed state before them.</param>
/// <param name="refused">Told a write that was certainly not made.</param>
internal sealed class TransactionalStorage<TState>(
    string id,
    ITransactionStore<TState> store,
    ParticipantText participants,
    Patience patience,
    Action<TState> stored,
    Action<IReadOnlyCollection<PreparedState<TState>>> loaded,
    Action<long, IReadOnlyCollection<PreparedState<TState>>> promised,
    Action<ParticipantWrite<TState>> refused) : ITransactionalStateStorage<TState>
    where TState : class, new()
{
    private static readonly TimeSpan FirstRefusalPause = TimeSpan.FromMilliseconds(10);

    private static readonly SortedList<long, PreparedState<TState>> Nothing = [];

    private readonly HashSet<Guid> decided = [];
    private SortedList<long, Promise> promises = [];
    private TState committed = new();
    private long committedSequence;
    private long? version;
    private int refusals;
    private Task<Participant<TState>>? loading;

    /// <inheritdoc/>
    public async Task<TransactionalStorageLoadResponse<TState>> Load()
    {
        // Everybody who waits for an activation that failed loads it. One snapshot is for all of them.
        if (loading is not { IsCompleted: false }) loading = LoadAsync();
        return Response(await loading);
    }

    /// <inheritdoc/>
    public async Task<string> Store(
        string? expectedETag,
        TransactionalStateMetaData metadata,
        List<PendingTransactionState<TState>>? statesToPrepare,
        long? commitUpTo,
        long? abortAfter)
    {
        if (expectedETag != ETag) throw new StaleVersionException(id);

        // Everything is taken from the arguments before the first wait: the caller goes on filling its metadata.
        var after = After(statesToPrepare ?? [], commitUpTo, abortAfter);
        var write = Write(after, metadata);
        if (IsVain(write)) return Keep(after, write, version);
        try
        {
            return await store.WriteAsync(write) switch
            {
                WriteResult.Written => Written(after, write),
                WriteResult.Stale => throw new StaleVersionException(id),
                _ => throw new RequestTakenException(id),
            };
        }
        catch (Exception failure) when (failure.IsNothingWritten())
        {
            refusals++;
            refused(write);
            throw;
        }
    }

    private string? ETag => version?.ToString(CultureInfo.InvariantCulture);

    private async Task<Participant<TState>> LoadAsync()
    {
        // Two owners of one account refuse each other's writes. A pause of another length on each side lets one of them finish.
        if (refusals > 1) await Jitter.PauseAsync(FirstRefusalPause, Math.Min(refusals, 8));
        var participant = await patience.WaitOutAsync(LoadDecidedAsync);
        version = participant.Version;
        (committed, committedSequence) = (participant.State, participant.Committed);
        promises = Chain(committed, participant.Prepared);
        decided.Clear();
        decided.UnionWith(participant.Decided.Select(transaction => transaction.Transaction));
        stored(committed);
        loaded(participant.Prepared);
        return participant;
    }

    /// <summary>
    /// Loads the participant, with everything committed that its managers have decided: what the store knows, nobody has to be
    /// asked for.
    /// </summary>
    private async Task<Participant<TState>> LoadDecidedAsync()
    {
        var participant = await store.LoadAsync(id);
        while (participant.Prepared is [{ IsDecided: true } decision, ..])
        {
            var result = await store.WriteAsync(new ParticipantWrite<TState>
            {
                Id = id,
                Expected = participant.Version,
                Before = participant.State,
                After = decision.State,
                Committed = decision.Sequence,
                Clock = participant.Clock,
                Prepare = [],
                Settle = [decision.Sequence],
                Prepared = participant.Prepared.Count - 1,
                Decide = [],
                Collect = [],
            });
            if (result == WriteResult.Taken) throw new RequestTakenException(id);
            participant = await store.LoadAsync(id);
        }

        return participant;
    }

    /// <summary>What the store shall know: the committed state, its number, and what is prepared after it.</summary>
    private Known After(List<PendingTransactionState<TState>> states, long? commitUpTo, long? abortAfter)
    {
        var kept = new SortedList<long, PreparedState<TState>>(promises.Count + states.Count);
        foreach (var (sequence, promise) in promises)
            if (!(sequence > abortAfter)) kept.Add(sequence, promise.Prepared);
        foreach (var state in states) kept[state.SequenceId] = Prepared(state);
        if (commitUpTo is not { } commit || kept.IndexOfKey(commit) is not (>= 0 and var last))
            return new Known(committed, committedSequence, Chain(committed, kept.Values), Nothing);

        var newest = kept.Values[last].State;
        return new Known(newest, commit, Chain(newest, kept.Values.Skip(last + 1)), kept);
    }

    /// <summary>
    /// Prepared transactions, each with the state before it. What came after a transaction that was undone was undone with it,
    /// without a word to the storage: it does not follow what is there now.
    /// </summary>
    private static SortedList<long, Promise> Chain(TState state, IEnumerable<PreparedState<TState>> prepared)
    {
        var chain = new SortedList<long, Promise>();
        foreach (var next in prepared)
        {
            if (next.State is IFollowing<TState> following && !following.Follows(state)) continue;
            chain.Add(next.Sequence, new Promise(state, next));
            state = next.State;
        }

        return chain;
    }

    private ParticipantWrite<TState> Write(Known after, TransactionalStateMetaData metadata) => new()
    {
        Id = id,
        Expected = version,
        Before = committed,
        After = after.State,
        Committed = after.Sequence,
        Clock = metadata.TimeStamp,
        // Most writes have no promise before and after them.
        Prepare = after.Promises.Count == 0
            ? [] : [.. Difference(after.Promises, promises).Select(promise => (promise.Before, promise.Prepared))],
        Settle = promises.Count == 0
            ? [] : [.. Difference(promises, after.Promises).Select(promise => promise.Prepared.Sequence)],
        Abort = promises.Count == 0
            ? [] : [.. promises.Values.Select(promise => promise.Prepared).Where(after.GivesUp).Select(Abort).OfType<(string, Guid)>()],
        Prepared = after.Promises.Count,
        Decide = metadata.CommitRecords.Count == 0
            ? [] : [.. metadata.CommitRecords.Where(record => !decided.Contains(record.Key)).Select(Decided)],
        Collect = decided.Count == 0
            ? [] : [.. decided.Where(transaction => !metadata.CommitRecords.ContainsKey(transaction))],
    };

    private static IEnumerable<Promise> Difference(SortedList<long, Promise> these, SortedList<long, Promise> others) =>
        these.Where(one => !one.Value.Equals(others.GetValueOrDefault(one.Key))).Select(one => one.Value);

    // A read asks for its logical time to be kept. Nobody needs it: the next activation's clock starts at the time of day.
    private static bool IsVain(ParticipantWrite<TState> write) =>
        write.Before.Equals(write.After) && write.Clock != default
        && write.Prepare.Count + write.Settle.Count + write.Decide.Count + write.Collect.Count == 0;

    private string Written(Known after, ParticipantWrite<TState> write)
    {
        refusals = 0;
        return Keep(after, write, write.Version);
    }

    private string Keep(Known after, ParticipantWrite<TState> write, long? newVersion)
    {
        version = newVersion;
        (committed, committedSequence, promises) = (after.State, after.Sequence, after.Promises);
        decided.UnionWith(write.Decide.Select(transaction => transaction.Transaction));
        decided.ExceptWith(write.Collect);
        stored(committed);
        // Most writes neither leave nor settle a promise.
        if (promises.Count + write.Settle.Count > 0)
            promised(committedSequence, [.. promises.Values.Select(promise => promise.Prepared)]);
        return ETag!;
    }

    private static PreparedState<TState> Prepared(PendingTransactionState<TState> state) => new(
        state.SequenceId,
        Guid.Parse(state.TransactionId),
        state.TimeStamp,
        state.TransactionManager is { Name: not null } manager ? ParticipantText.Of(manager) : null,
        state.State);

    private static (string, Guid)? Abort(PreparedState<TState> state) =>
        state.Manager is { } manager && ParticipantText.IdOf(manager) is { } managerId ? (managerId, state.Transaction) : null;

    private DecidedTransaction Decided(KeyValuePair<Guid, CommitRecord> record)
    {
        var texts = record.Value.WriteParticipants.Select(ParticipantText.Of).ToArray();
        return new DecidedTransaction(record.Key, record.Value.Timestamp, string.Join(' ', texts))
        {
            Promised = [.. texts.Select(ParticipantText.IdOf).OfType<string>().Where(other => other != id)],
        };
    }

    private TransactionalStorageLoadResponse<TState> Response(Participant<TState> participant) => new(
        ETag,
        participant.State,
        participant.Committed,
        new TransactionalStateMetaData
        {
            TimeStamp = participant.Clock,
            CommitRecords = participant.Decided.ToDictionary(
                transaction => transaction.Transaction,
                transaction => new CommitRecord
                {
                    Timestamp = transaction.Clock,
                    WriteParticipants = participants.ParseAll(transaction.Participants),
                }),
        },
        [.. participant.Prepared.Select(state => new PendingTransactionState<TState>
        {
            SequenceId = state.Sequence,
            TransactionId = state.Transaction.ToString(),
            TimeStamp = state.Clock,
            TransactionManager = state.Manager is null ? default : participants.Parse(state.Manager),
            State = state.State,
        })]);

    /// <param name="Before">The state that the store has the change against.</param>
    /// <param name="Prepared">What is promised.</param>
    private sealed record Promise(TState Before, PreparedState<TState> Prepared)
    {
        public bool Equals(Promise? other) =>
            other is not null && Before.Equals(other.Before) && ReferenceEquals(Prepared, other.Prepared);

        public override int GetHashCode() => Prepared.Sequence.GetHashCode();
    }

    /// <param name="State">The committed state.</param>
    /// <param name="Sequence">Its number.</param>
    /// <param name="Promises">What is prepared after it.</param>
    /// <param name="Committed">What is committed with it, up to its number.</param>
    private sealed record Known(
        TState State, long Sequence, SortedList<long, Promise> Promises, SortedList<long, PreparedState<TState>> Committed)
    {
        public bool GivesUp(PreparedState<TState> prepared) =>
            !Commits(prepared) && !ReferenceEquals(Promises.GetValueOrDefault(prepared.Sequence)?.Prepared, prepared);

        private bool Commits(PreparedState<TState> prepared) =>
            prepared.Sequence <= Sequence && ReferenceEquals(Committed.GetValueOrDefault(prepared.Sequence), prepared);
    }
}
