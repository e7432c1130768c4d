using Npgsql;

namespace AccountGrains.Bench.Load;

/// <summary>What the throwaway PostgreSQL has done until now, as it counts itself.</summary>
/// <param name="Statements">Statements that clients sent; null where the server does not count them.</param>
/// <param name="WalBytes">Bytes of write-ahead log.</param>
internal sealed record DatabaseWork(long? Statements, decimal WalBytes);

/// <summary>Reads the counters of the server from another database of it, so that what is measured does not count the meter.</summary>
internal sealed class DatabaseMeter : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly string measured;

    public DatabaseMeter(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        measured = settings.Database!;
        settings.Database = "postgres";
        source = NpgsqlDataSource.Create(settings);
    }

    public async Task<DatabaseWork> ReadAsync()
    {
        await using var connection = await source.OpenConnectionAsync();
        var counts = await AskAsync<bool>(connection, "SELECT to_regclass('pg_stat_statements') IS NOT NULL");
        long? statements = counts ? await AskAsync<long>(connection, Statements) : null;
        return new DatabaseWork(statements, await AskAsync<decimal>(connection, "SELECT pg_current_wal_insert_lsn() - '0/0'"));
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private string Statements =>
        $"""
        SELECT coalesce(sum(s.calls), 0)::bigint FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
        WHERE d.datname = '{measured}'
        """;

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
