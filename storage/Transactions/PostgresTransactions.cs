using System.Data.Common;
using System.Diagnostics;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

/// <summary>
/// Participants of transactions in PostgreSQL. Few writers gather what many of them want written and send it as one
/// transaction each; whoever cannot be written is found out and left behind, and the others go on.
/// </summary>
public sealed class PostgresTransactions<TState> : ITransactionStore<TState>
    where TState : class
{
    private const int MaxInVain = 3;

    // The two accounts of a transfer wait for each other's writes in turn. With one writer each would wait for a third one too.
    internal const int DefaultWriters = 2;

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource writing;
    private readonly Dialect dialect;
    private readonly IStateRows<TState> rows;
    private readonly ParticipantStatements<TState> statements;
    private readonly GroupWork<ParticipantWrite<TState>, WriteResult> commits;
    private readonly FinishedDecisions finished;

    internal PostgresTransactions(
        NpgsqlDataSource source, NpgsqlDataSource writing, Dialect dialect, IStateRows<TState> rows, int batchSize, int writers)
    {
        this.source = source;
        this.writing = writing;
        this.dialect = dialect;
        this.rows = rows;
        statements = new ParticipantStatements<TState>(rows);
        commits = new GroupWork<ParticipantWrite<TState>, WriteResult>(Claim, WriteAsync, batchSize, writers, Commits.Wait);
        finished = new FinishedDecisions(() => TryWriteAsync([]));
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(ParticipantWrite<TState> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!write.OnlyForgets) return commits.AddAsync(write);
        finished.Add(ParticipantStatements<TState>.Finished(write));
        return Task.FromResult(WriteResult.Written);
    }

    /// <inheritdoc/>
    public async Task<Participant<TState>> LoadAsync(string id)
    {
        try
        {
            var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var snapshot = await dialect.BeginSnapshotAsync(connection, CancellationToken.None).ConfigureAwait(false);
                await using (snapshot.ConfigureAwait(false))
                    return await LoadAsync(connection, id).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            throw dialect.Explain(failure);
        }
    }

    /// <summary>Writes what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await commits.DisposeAsync().ConfigureAwait(false);
        await finished.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Participant<TState>> LoadAsync(NpgsqlConnection connection, string id)
    {
        using var command = connection.Command(
            $"""
            SELECT version, committed, clock FROM {rows.Table} WHERE id = @id;
            SELECT sequence, transaction, time, manager, change,
                EXISTS (SELECT FROM decided d WHERE d.transaction = p.transaction)
            FROM prepared p WHERE participant = @id ORDER BY sequence;
            SELECT transaction, time, participants FROM decided WHERE participant = @id;
            """,
            ("id", id));
        using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var heads = await reader.ReadAllAsync(ReadHead, CancellationToken.None).ConfigureAwait(false);
        await reader.NextResultAsync().ConfigureAwait(false);
        var prepared = await reader.ReadAllAsync(ReadPrepared, CancellationToken.None).ConfigureAwait(false);
        await reader.NextResultAsync().ConfigureAwait(false);
        var decided = await reader.ReadAllAsync(ReadDecided, CancellationToken.None).ConfigureAwait(false);
        await reader.CloseAsync().ConfigureAwait(false);

        var state = await rows.LoadAsync(connection, id).ConfigureAwait(false);
        var head = heads.Count == 0 ? default : heads[0];
        return new Participant<TState>(head.Version, state, head.Committed, head.Clock, Chain(state, prepared), decided);
    }

    private PreparedState<TState>[] Chain(TState state, List<PreparedState<string>> changes)
    {
        var chain = new PreparedState<TState>[changes.Count];
        for (var i = 0; i < chain.Length; i++)
        {
            var (sequence, transaction, clock, manager, change) = changes[i];
            state = rows.Decode(state, change);
            chain[i] = new PreparedState<TState>(sequence, transaction, clock, manager, state) { IsDecided = changes[i].IsDecided };
        }

        return chain;
    }

    private static (long? Version, long Committed, DateTime Clock) ReadHead(DbDataReader row) =>
        (row.GetInt64(0), row.GetInt64(1), ReadClock(row, 2));

    private static PreparedState<string> ReadPrepared(DbDataReader row) =>
        new(row.GetInt64(0), row.GetGuid(1), ReadClock(row, 2), Rows.ReadText(row, 3), row.GetString(4)) { IsDecided = row.GetBoolean(5) };

    private static DecidedTransaction ReadDecided(DbDataReader row) => new(row.GetGuid(0), ReadClock(row, 1), row.GetString(2));

    private static DateTime ReadClock(DbDataReader row, int column) => new(row.GetInt64(column), DateTimeKind.Utc);

    private static bool Claim(ParticipantWrite<TState> write, ISet<object> claimed)
    {
        if (write.Joint.Count == 0) return claimed.Add(write.Id);
        if (write.All.Any(part => claimed.Contains(part.Id))) return false;
        foreach (var part in write.All) claimed.Add(part.Id);
        return true;
    }

    /// <summary>Writes all that can be written in one transaction, and says of each what became of it.</summary>
    private async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<ParticipantWrite<TState>> writes)
    {
        var results = new WriteResult[writes.Count];
        var inVain = 0;
        try
        {
            while (inVain < MaxInVain)
            {
                var rest = writes.Where((_, i) => results[i] == WriteResult.Written).SelectMany(write => write.All).ToArray();
                if (rest.Length == 0 || await TryWriteAsync(rest).ConfigureAwait(false)) return results;
                // What was in the way may be gone already.
                if (!await MarkAsync(writes, results).ConfigureAwait(false)) inVain++;
            }

            throw new StoreException(StoreProblem.Contended, "others keep changing the same accounts; send it again later");
        }
        catch (Exception failure)
        {
            throw dialect.Explain(failure);
        }
    }

    private Task<bool> TryWriteAsync(ParticipantWrite<TState>[] writes) =>
        Commits.MeasureAsync(
            writes.Length,
            Traces(writes),
            () => TryCommitAsync(writes));

    private async Task<bool> TryCommitAsync(ParticipantWrite<TState>[] writes)
    {
        var forgotten = finished.Take();
        var committed = false;
        try
        {
            committed = await writing
                .TryCommitAsync(batch => statements.Fill(batch, writes, forgotten), CancellationToken.None).ConfigureAwait(false);
            return committed;
        }
        finally
        {
            if (!committed) finished.Add(forgotten);
        }
    }

    private static IEnumerable<ActivityContext> Traces(ParticipantWrite<TState>[] writes) =>
        from write in writes
        from change in ParticipantStatements<TState>.Changes(write)
        where change.After is ITraced<TState>
        from trace in ((ITraced<TState>)change.After).TracesSince(change.Before)
        select trace;

    /// <summary>Marks the writes that were in the way, and says whether there were any.</summary>
    private async Task<bool> MarkAsync(IReadOnlyList<ParticipantWrite<TState>> writes, WriteResult[] results)
    {
        var rest = writes.Where((_, i) => results[i] == WriteResult.Written).SelectMany(write => write.All).ToArray();
        var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var stale = await statements.FindStaleAsync(connection, rest).ConfigureAwait(false);
            var changes = rest.SelectMany(ParticipantStatements<TState>.Changes).ToArray();
            var taken = await rows.FindTakenAsync(connection, changes).ConfigureAwait(false);
            var found = false;
            for (var i = 0; i < results.Length; i++)
            {
                if (results[i] != WriteResult.Written) continue;
                if (writes[i].All.Any(part => stale.Contains(part.Id))) results[i] = WriteResult.Stale;
                else if (writes[i].All.SelectMany(ParticipantStatements<TState>.Changes).Any(change => taken.Contains(change.After)))
                    results[i] = WriteResult.Taken;
                found |= results[i] != WriteResult.Written;
            }

            return found;
        }
    }
}
