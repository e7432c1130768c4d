using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Participants of transactions in memory, over the accounts of a memory store. Nothing survives the process.</summary>
/// <param name="accounts">Where the entries go.</param>
/// <param name="window">The newest entries to load with an account.</param>
public sealed class MemoryTransactions(MemoryStore accounts, int window) : ITransactionStore<Books>
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Row> rows = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<Participant<Books>> LoadAsync(string id)
    {
        var states = await accounts.LoadAsync([id], window, CancellationToken.None).ConfigureAwait(false);
        var row = Find(id);
        return new Participant<Books>(
            row.Version, new Books { Account = states[0] }, row.Committed, row.Clock, [.. row.Prepared.Values], [.. row.Decided.Values]);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> WriteAsync(ParticipantWrite<Books> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var row = Find(write.Id);
        if (row.Version != write.Expected) return WriteResult.Stale;
        foreach (var (before, prepared) in write.Prepare)
            if (await IsTakenAsync(before, prepared.State).ConfigureAwait(false)) return WriteResult.Taken;

        var conflict = await accounts.CommitAsync([write.After.Since(write.Before)], CancellationToken.None).ConfigureAwait(false);
        if (conflict is not null) return conflict.Stale.Count > 0 ? WriteResult.Stale : WriteResult.Taken;
        lock (gate) rows[write.Id] = row.After(write);
        return WriteResult.Written;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Row Find(string id)
    {
        lock (gate) return rows.GetValueOrDefault(id) ?? new Row();
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

        public Dictionary<Guid, DecidedTransaction> Decided { get; private init; } = [];

        public Row After(ParticipantWrite<Books> write)
        {
            var prepared = new SortedDictionary<long, PreparedState<Books>>(Prepared);
            foreach (var sequence in write.Settle) prepared.Remove(sequence);
            foreach (var (_, state) in write.Prepare) prepared[state.Sequence] = state;
            var decided = new Dictionary<Guid, DecidedTransaction>(Decided);
            foreach (var transaction in write.Decide) decided.Add(transaction.Transaction, transaction);
            foreach (var transaction in write.Collect) decided.Remove(transaction);
            return new Row
            {
                Version = write.Version,
                Committed = write.Committed,
                Clock = write.Clock,
                Prepared = prepared,
                Decided = decided,
            };
        }
    }
}
