using System.Data;
using System.Data.Common;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

internal sealed class PostgresDialect(string name) : Dialect
{
    /// <summary>Any number that no other program of the database is likely to use for its own lock.</summary>
    private const long MigrationLock = 0x6163_636F_756E_7473;

    public override string Name => name;

    public override string Folder => "Postgres";

    public override string Ids => "SELECT unnest(@ids)";

    // The planner cannot know how few entries a bound on the sequence leaves, and would read the whole journal of a large one.
    public override string Newest => "CROSS JOIN LATERAL (SELECT * FROM entry WHERE account = a.id ORDER BY sequence DESC LIMIT @window) e";

    // Joined by the account alone, which the planner prefers before a table is analyzed, each run would read all the entries of it.
    public override string EntriesOfRun => $"CROSS JOIN LATERAL (SELECT * FROM entry e WHERE {IsOfRun} OFFSET 0) e";

    // A database may be shared with other programs, as long as they leave the ledger's names alone.
    public override string Tables =>
        """
        SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename IN (
            'ledger_version', 'account', 'entry', 'hold', 'message', 'settlement', 'prepared', 'decided',
            'orleansquery', 'orleans_cluster', 'orleans_silo', 'orleans_state')
        """;

    public override string Translate(string migration) => migration
        .Replace("{money}", "numeric(19, 4)", StringComparison.Ordinal)
        .Replace("{sum}", "numeric(21, 4)", StringComparison.Ordinal)
        .Replace("{time}", "timestamptz", StringComparison.Ordinal)
        .Replace("{bytes}", "bytea", StringComparison.Ordinal)
        .Replace("{uuid}", "uuid", StringComparison.Ordinal)
        .Replace("{id}", "text COLLATE \"C\"", StringComparison.Ordinal)
        .Replace("{clustered}", "", StringComparison.Ordinal)
        .Replace("{solvent}", "balance - held + overdraft_limit >= 0", StringComparison.Ordinal);

    public override string Keys(string keyType) => $"unnest(@accounts, @keys::{keyType}[]) AS k (account, key)";

    public override string Records(string columns) => $"json_to_recordset(@records::json) AS s ({columns})";

    public override string SkipLocked(string table) => $"FOR UPDATE OF {table} SKIP LOCKED";

    // As a lateral join with a limit it is one index look-up a key, whatever the planner believes of a table it has not analyzed yet.
    public override string RowOfKey(string table, string column) =>
        $"CROSS JOIN LATERAL (SELECT * FROM {table} WHERE account = k.account AND {column} = k.key LIMIT 1) r";

    public override string PreparedLegs =>
        """
        UNION ALL
        SELECT p.participant, (e->>'sequence')::bigint, e->>'request_id' COLLATE "C", decode(e->>'content', 'hex'), e->>'kind',
            (e->>'amount')::numeric, e->>'counterparty', true
        FROM prepared p CROSS JOIN json_array_elements(p.change->'entries') e
        WHERE e->>'outcome' = 'applied' AND (e->>'kind' = 'transfer' OR e->>'counterparty' IS NOT NULL)
            AND e->>'kind' NOT IN ('send', 'receive', 'refund')
        """;

    public override void AddIds(DbCommand command, IReadOnlyCollection<string> ids) =>
        command.Parameters.Add(new NpgsqlParameter<string[]>("ids", [.. ids]));

    public override void AddKeys<T>(DbCommand command, IReadOnlyCollection<(string Account, T Key)> keys)
    {
        command.Parameters.Add(new NpgsqlParameter<string[]>("accounts", [.. keys.Select(key => key.Account)]));
        command.Parameters.Add(new NpgsqlParameter<T[]>("keys", [.. keys.Select(key => key.Key)]));
    }

    public override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    public override async Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        using var wait = connection.Command("SELECT pg_advisory_xact_lock(@lock)", ("lock", MigrationLock));
        await wait.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    public override Task GrantAsync(DbConnection connection, string role, CancellationToken cancellationToken) =>
        PostgresGrants.RunAsync(connection, role, cancellationToken);

    public override StoreException Explain(Exception failure)
    {
        var (problem, words) = failure switch
        {
            StoreException known => (known.Problem, known.Message),
            PostgresException error => (Problem(error), $"{error.MessageText} ({error.SqlState})"),
            _ => (StoreProblem.Unreachable, failure.Message),
        };
        return new StoreException(problem, $"{name}: {words}", failure);
    }

    // Only an ERROR tells that the transaction was undone; a FATAL ends the session and leaves the outcome of a commit open.
    // A pooler between may say ERROR for a connection that it lost.
    private static StoreProblem Problem(PostgresException error) => (error.InvariantSeverity, error.SqlState) switch
    {
        (not "ERROR", _) => StoreProblem.Unreachable,
        (_, PostgresErrorCodes.StatementCompletionUnknown) => StoreProblem.Unreachable,
        (_, PostgresErrorCodes.ReadOnlySqlTransaction) => StoreProblem.ReadOnly,
        (_, PostgresErrorCodes.DiskFull) => StoreProblem.Full,
        (_, PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled) => StoreProblem.Locked,
        (_, ['0', '8', ..] or ['5', '7', 'P', ..]) => StoreProblem.Unreachable,
        (_, ['2', '2', ..] or ['2', '3', ..] or ['P', '0', ..]) => StoreProblem.Refused,
        _ => StoreProblem.Failed,
    };
}
