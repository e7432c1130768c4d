using System.Collections.Concurrent;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Participants of transactions in memory, over the accounts of a memory store. Nothing survives the process.</summary>
/// <param name="accounts">Where the entries go.</param>
/// <param name="window">The newest entries to load with an account.</param>
public sealed class MemoryTransactions(MemoryStore accounts, int window) : ITransactionStore<Books>
{
    // Held over a whole write: what one participant decides rests on what others have promised.
    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentDictionary<string, Row> rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, (string Manager, DecidedTransaction Decision)> decided = new();

    /// <inheritdoc/>
    public async Task<Participant<Books>> LoadAsync(string id)
    {
        var states = await accounts.LoadAsync([id], window, CancellationToken.None).ConfigureAwait(false);
        var row = Find(id);
        return new Participant<Books>(
            row.Version,
            new Books { Account = states[0] },
            row.Committed,
            row.Clock,
            [.. row.Prepared.Values.Select(promise => promise with { IsDecided = IsDecided(promise.Transaction) })],
            [.. decided.Values.Where(row => row.Manager == id).Select(row => row.Decision)]);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> WriteAsync(ParticipantWrite<Books> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            return await WriteAloneAsync(write).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        writing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<WriteResult> WriteAloneAsync(ParticipantWrite<Books> write)
    {
        if (write.All.Any(part => Find(part.Id).Version != part.Expected)
            || !MayDecide(write) || write.Abort.Any(aborted => IsDecided(aborted.Transaction)))
            return WriteResult.Stale;
        foreach (var (before, prepared) in write.Prepare)
            if (await IsTakenAsync(before, prepared.State).ConfigureAwait(false)) return WriteResult.Taken;

        AccountState[] after = [.. write.All.Select(part => part.After.Since(part.Before))];
        var conflict = await accounts.CommitAsync(after, CancellationToken.None).ConfigureAwait(false);
        if (conflict is not null) return conflict.Stale.Count > 0 ? WriteResult.Stale : WriteResult.Taken;
        foreach (var part in write.All) rows[part.Id] = Find(part.Id).After(part);
        foreach (var decision in write.Decide.Where(decision => !decision.IsWhole))
            decided[decision.Transaction] = (write.Id, decision);
        foreach (var transaction in write.Collect) Collect(transaction);
        return WriteResult.Written;
    }

    private Row Find(string id) => rows.GetValueOrDefault(id) ?? new Row();

    private bool IsDecided(Guid transaction) => decided.ContainsKey(transaction);

    /// <summary>Whether all have promised what is decided, and nothing before it that stays undecided.</summary>
    private bool MayDecide(ParticipantWrite<Books> write)
    {
        var deciding = write.Decide.Select(decision => decision.Transaction).ToHashSet();
        return write.Decide.All(decision => decision.Promised.All(other => IsNext(other, decision.Transaction)));

        bool IsNext(string other, Guid transaction)
        {
            var promises = Find(other).Prepared.Values;
            return promises.Any(promise => promise.Transaction == transaction) && promises
                .TakeWhile(promise => promise.Transaction != transaction)
                .All(before => deciding.Contains(before.Transaction) || IsDecided(before.Transaction));
        }
    }

    // A confirmation may have come from an activation that knew nothing. The decision stays until nobody waits for it.
    private void Collect(Guid transaction)
    {
        if (!decided.TryGetValue(transaction, out var row)) return;
        var promises = row.Decision.Promised.SelectMany(other => Find(other).Prepared.Values);
        if (promises.All(promise => promise.Transaction != transaction)) decided.TryRemove(transaction, out _);
    }

    private async Task<bool> IsTakenAsync(Books before, Books after)
    {
        var requests = after.Since(before).Unstored
            .Select(entry => (Lookup)new RequestLookup(entry.Account, entry.RequestId));
        var facts = await accounts.LookUpAsync([.. requests], CancellationToken.None).ConfigureAwait(false);
        return facts.Any(fact => fact.Entry is not null);
    }

    private sealed record Row
    {
        public long? Version { get; private init; }

        public long Committed { get; private init; }

        public DateTime Clock { get; private init; }

        public SortedDictionary<long, PreparedState<Books>> Prepared { get; private init; } = [];

        public Row After(ParticipantWrite<Books> write)
        {
            var prepared = new SortedDictionary<long, PreparedState<Books>>(Prepared);
            foreach (var sequence in write.Settle) prepared.Remove(sequence);
            foreach (var (_, state) in write.Prepare) prepared[state.Sequence] = state;
            return new Row
            {
                Version = write.Version,
                Committed = write.Committed,
                Clock = write.Clock,
                Prepared = prepared,
            };
        }
    }
}
