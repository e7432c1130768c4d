using AccountGrains.Throwaway;
using Npgsql;

namespace AccountGrains.Bench.Running;

/// <summary>
/// The throwaway PostgreSQL, with the same settings for every system: durable, and large enough that no checkpoint comes into a case.
/// </summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly (string Name, string Value)[] Settings =
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("max_connections", "400"),
        ("shared_buffers", "1GB"),
        ("max_wal_size", "8GB"),
        ("checkpoint_timeout", "30min"),
    ];

    private readonly PostgresProcess process;
    private int databases;

    private Server(PostgresProcess process) => this.process = process;

    /// <summary>Its version, such as <c>PostgreSQL 15.14</c>.</summary>
    public string Version { get; private set; } = "";

    /// <exception cref="BenchException">PostgreSQL is not installed.</exception>
    public static async Task<Server> StartAsync()
    {
        var process = await PostgresProcess.CreateAsync(FreePort.Next())
            ?? throw new BenchException("no PostgreSQL: initdb is not on PATH nor in /usr/lib/postgresql");
        var server = new Server(process);
        try
        {
            await server.ConfigureAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database, after everything older has been brought to disk.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"bench_{++databases}";
        await RunAsync($"CREATE DATABASE {name}");
        await RunAsync("CHECKPOINT");
        return new NpgsqlConnectionStringBuilder(process.ConnectionString) { Database = name }.ToString();
    }

    public Task DropDatabaseAsync(string connectionString) =>
        RunAsync($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task ConfigureAsync()
    {
        foreach (var (name, value) in Settings) await RunAsync($"ALTER SYSTEM SET {name} = '{value}'");
        // It counts statements, and comes with the server but not with every package of it.
        const string Counter = "pg_stat_statements";
        var counts = await RunAsync($"SELECT name FROM pg_available_extensions WHERE name = '{Counter}'") is not null;
        if (counts) await RunAsync($"ALTER SYSTEM SET shared_preload_libraries = '{Counter}'");
        await process.StopAsync();
        await process.StartAsync();
        if (counts) await RunAsync($"CREATE EXTENSION {Counter}");
        Version = $"PostgreSQL {await RunAsync("SHOW server_version")}";
    }

    private async Task<object?> RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(process.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync();
    }
}
