using System.Data.Common;
using System.Text.Json;
using AccountGrains.Ledger;
using Microsoft.Data.Sqlite;

namespace AccountGrains.Storage;

internal sealed class SqliteDialect(string file) : Dialect
{
    public override string Name => file;

    public override string Folder => "Sqlite";

    public override string Ids => "SELECT value FROM json_each(@ids)";

    public override string Newest => "JOIN entry e ON e.account = a.id AND e.sequence > a.sequence - @window";

    public override string EntriesOfRun => $"JOIN entry e ON {IsOfRun}";

    public override string Tables => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

    // SQLite has no decimal type, and 10^15 with 4 decimals is beyond its integers: amounts are exact decimal text. Its
    // arithmetic on them is that of doubles, so the check leaves room for their error and never refuses what is right.
    public override string Translate(string migration) => migration
        .Replace("{money}", "text", StringComparison.Ordinal)
        .Replace("{sum}", "text", StringComparison.Ordinal)
        .Replace("{time}", "text", StringComparison.Ordinal)
        .Replace("{bytes}", "blob", StringComparison.Ordinal)
        .Replace("{uuid}", "text", StringComparison.Ordinal)
        .Replace("{id}", "text", StringComparison.Ordinal)
        .Replace("{clustered}", " WITHOUT ROWID", StringComparison.Ordinal)
        .Replace(
            "{solvent}",
            "balance - held + overdraft_limit > -0.00005 - 1e-15 * (abs(balance) + held + overdraft_limit)",
            StringComparison.Ordinal);

    public override string Keys(string keyType) =>
        "(SELECT value ->> 0 AS account, value ->> 1 AS key FROM json_each(@keys)) k";

    public override string RowOfKey(string table, string column) => $"JOIN {table} r ON r.account = k.account AND r.{column} = k.key";

    public override string Records(string columns)
    {
        var names = columns.Split(", ").Select(column => column.Split(' ')[0]);
        return $"(SELECT {string.Join(", ", names.Select(name => $"value ->> '{name}' AS {name}"))} FROM json_each(@records)) s";
    }

    // One process writes at a time.
    public override string SkipLocked(string table) => "";

    public override void AddIds(DbCommand command, IReadOnlyCollection<string> ids) =>
        ((SqliteCommand)command).Parameters.AddWithValue("ids", JsonSerializer.Serialize(ids));

    public override void AddKeys<T>(DbCommand command, IReadOnlyCollection<(string Account, T Key)> keys) =>
        ((SqliteCommand)command).Parameters.AddWithValue(
            "keys", JsonSerializer.Serialize(keys.Select(key => new object[] { key.Account, key.Key })));

    public override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new(((SqliteConnection)connection).BeginTransaction(deferred: true));

    public override Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    public override Task GrantAsync(DbConnection connection, string role, CancellationToken cancellationToken) =>
        throw new StoreException(StoreProblem.Unsuitable, "is a SQLite file, which knows no roles");

    public override StoreException Explain(Exception failure)
    {
        var (problem, words) = failure switch
        {
            StoreException known => (known.Problem, known.Message),
            SqliteException error => Explain(error),
            _ => (StoreProblem.Unreachable, failure.Message),
        };
        return new StoreException(problem, $"{file}: {words}", failure);
    }

    private static (StoreProblem Problem, string Words) Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => (StoreProblem.Locked, "is locked by another process"),
        SQLitePCL.raw.SQLITE_READONLY => (StoreProblem.ReadOnly, "is read-only"),
        SQLitePCL.raw.SQLITE_FULL => (StoreProblem.Full, "is full: no room is left on its disk"),
        SQLitePCL.raw.SQLITE_NOTADB => (StoreProblem.NotALedger, "is not a ledger: it is no SQLite database"),
        SQLitePCL.raw.SQLITE_CANTOPEN => (StoreProblem.Offline, "cannot be opened: its folder must exist and be writable"),
        SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_TOOBIG =>
            (StoreProblem.Refused, $"refused what was written: {error.Message}"),
        _ => (StoreProblem.Unreachable, error.Message),
    };
}
