using AccountGrains.Grains;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>Tells the grain what its storage has, as it forgets what is stored already.</summary>
internal sealed class FollowedStorage(ITransactionalStateStorage<Books> storage, StoredParticipant<Books> stored)
    : ITransactionalStateStorage<Books>
{
    private readonly SortedDictionary<long, Books> prepared = [];

    public async Task<TransactionalStorageLoadResponse<Books>> Load()
    {
        var loaded = await storage.Load();
        // What was never written has no account yet.
        if (loaded.CommittedState.Account.Id != stored.Id) loaded.CommittedState.Account = new() { Id = stored.Id };
        Know(loaded.CommittedState);
        prepared.Clear();
        foreach (var state in loaded.PendingStates) prepared[state.SequenceId] = state.State;
        return loaded;
    }

    public async Task<string> Store(
        string? expectedETag,
        TransactionalStateMetaData metadata,
        List<PendingTransactionState<Books>>? statesToPrepare,
        long? commitUpTo,
        long? abortAfter)
    {
        foreach (var given in prepared.Keys.Where(sequence => sequence > abortAfter).ToArray()) prepared.Remove(given);
        foreach (var state in statesToPrepare ?? []) prepared[state.SequenceId] = state.State;
        var version = await storage.Store(expectedETag, metadata, statesToPrepare, commitUpTo, abortAfter);
        if (commitUpTo is { } commit && prepared.TryGetValue(commit, out var books)) Know(books);
        foreach (var done in prepared.Keys.TakeWhile(sequence => sequence <= commitUpTo).ToArray()) prepared.Remove(done);
        return version;
    }

    private void Know(Books books) => stored.Learn(stored.Known with { State = books });
}
