using AccountGrains.Grains;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A participant as one activation of its grain uses it: loaded once, then written. It knows nothing else.</summary>
internal sealed class Activation<TState>
    where TState : class, new()
{
    private readonly StoredParticipant<TState> participant;
    private readonly TransactionalStorage<TState> storage;

    // No participant of these tests has a grain that would have to be found.
    private Activation(string id, ITransactionStore<TState> store, Neighbours<TState> neighbours)
    {
        participant = new StoredParticipant<TState>(id);
        storage = new TransactionalStorage<TState>(participant, new StorageParts<TState>(
            neighbours,
            store,
            new Protocol<TState>(new ParticipantText(null!)),
            new Patience(TimeSpan.Zero),
            Loaded: (_, _) => { },
            Promised: (_, _, _) => { },
            Refused: (_, promises, decisions) => Refused.Add((promises, decisions))));
        neighbours.Arrive(participant);
    }

    /// <summary>What was loaded.</summary>
    public TransactionalStorageLoadResponse<TState> Loaded { get; private set; } = null!;

    /// <summary>The clock and the decisions to store next.</summary>
    public TransactionalStateMetaData Metadata => Loaded.Metadata;

    /// <summary>What the next write claims to replace.</summary>
    public string? ETag { get; set; }

    /// <summary>The committed state that the storage says it has.</summary>
    public TState Stored => participant.Known.State;

    /// <summary>The committed state that Orleans' own states come from.</summary>
    public TState Confirmed => participant.Confirmed;

    /// <summary>The promises that the storage says are not made, and the decisions that were not written.</summary>
    public List<(IReadOnlyList<PreparedState<TState>> Promises, IReadOnlyList<DecidedTransaction> Decisions)> Refused { get; } = [];

    /// <param name="id">The participant.</param>
    /// <param name="store">The store.</param>
    /// <param name="neighbours">Those beside it on its silo; unless given, there are none.</param>
    public static async Task<Activation<TState>> LoadAsync(
        string id, ITransactionStore<TState> store, Neighbours<TState>? neighbours = null)
    {
        var activation = new Activation<TState>(id, store, neighbours ?? new Neighbours<TState>());
        activation.Loaded = await activation.storage.Load();
        activation.ETag = activation.Loaded.ETag;
        return activation;
    }

    public async Task StoreAsync(long? commitUpTo, long? abortAfter, params PendingTransactionState<TState>[] prepare) =>
        ETag = await storage.Store(ETag, Metadata, [.. prepare], commitUpTo, abortAfter);

    public Task PrepareAsync(params PendingTransactionState<TState>[] states) => StoreAsync(null, null, states);

    public Task CommitAsync(PendingTransactionState<TState> state) => StoreAsync(state.SequenceId, null, state);

    /// <summary>A read, which asks for its time to be kept.</summary>
    public Task ReadAsync() => StoreAsync(commitUpTo: null, abortAfter: null);

    public async Task<TransactionalStorageLoadResponse<TState>> ReloadAsync() => await storage.Load();

    public bool HasKept(Guid transaction) => participant.HasKept(transaction);

    /// <summary>As after a write of which nobody knows whether it was made.</summary>
    public void Question() => participant.Question();

    public Task LeaveAsync(Neighbours<TState> silo) => silo.LeaveAsync(participant);
}
