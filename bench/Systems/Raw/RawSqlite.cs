using AccountGrains.Storage;
using Microsoft.Data.Sqlite;

namespace AccountGrains.Bench.Systems.Raw;

/// <summary>Rows into a SQLite file, as the store of this ledger opens it: write-ahead log, a sync a commit, the same cache.</summary>
internal sealed class RawSqlite : IRawWriter
{
    private readonly SqliteConnection connection;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement insert;
    private readonly SqliteStatement update;
    private readonly SqliteStatement commit;

    private RawSqlite(SqliteConnection connection)
    {
        this.connection = connection;
        begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        insert = new SqliteStatement(
            connection, $"INSERT INTO entry ({Rows.EntryColumns}) VALUES (?, ?, ?, ?, 0, ?, '0.0', ?, ?, NULL, NULL, NULL, ?, ?)");
        update = new SqliteStatement(connection, "UPDATE account SET balance = ?, sequence = ? WHERE id = ?");
        commit = new SqliteStatement(connection, "COMMIT");
    }

    public static async Task<IReadOnlyList<IRawWriter>> StartAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        foreach (var pragma in new[] { "synchronous = FULL", "cache_size = -65536", "wal_autocheckpoint = 10000" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            await command.ExecuteNonQueryAsync();
        }

        return [new RawSqlite(connection)];
    }

    public Task WriteAsync(IReadOnlyList<RawEntry> entries, IReadOnlyCollection<RawAccount> accounts)
    {
        begin.Run();
        foreach (var entry in entries)
        {
            insert.Run(
                entry.Account, entry.Sequence, entry.RequestId, entry.Kind, entry.Amount, entry.Balance, entry.Counterparty, entry.Time, entry.Content);
        }

        foreach (var account in accounts) update.Run(account.Balance, account.Sequence, account.Id);
        commit.Run();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in new[] { begin, insert, update, commit }) statement.Dispose();
        await connection.DisposeAsync();
    }
}
