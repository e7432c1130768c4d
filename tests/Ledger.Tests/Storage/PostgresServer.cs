using Npgsql;

namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>
/// A throwaway PostgreSQL with its own folder and port, or the server that ACCOUNTS_TEST_POSTGRES names. Where there is
/// neither, tests that ask for a database are skipped with the reason.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Collection = "PostgreSQL";

    private PostgresProcess? process;
    private string? connectionString;
    private string reason = "";
    private PostgresDatabase? shared;

    /// <summary>Starts a server of a test's own, which it can stop and start again.</summary>
    public static async Task<PostgresServer> StartOwnAsync(int port)
    {
        var server = new PostgresServer();
        await server.CreateAsync(port);
        Skip.If(server.connectionString is null, server.reason);
        return server;
    }

    public async Task InitializeAsync()
    {
        connectionString = Environment.GetEnvironmentVariable("ACCOUNTS_TEST_POSTGRES");
        if (connectionString is null) await CreateAsync(FreePort.Next());
    }

    public async Task DisposeAsync()
    {
        if (shared is not null) await shared.DisposeAsync();
        if (process is not null) await process.DisposeAsync();
    }

    /// <summary>Ends a server of a test's own at once, as a crash would.</summary>
    public Task StopAsync() => process!.StopAsync();

    /// <summary>Starts a server of a test's own again.</summary>
    public async Task StartAsync()
    {
        await process!.StartAsync();
        NpgsqlConnection.ClearAllPools();
    }

    public async Task<PostgresDatabase> CreateDatabaseAsync()
    {
        Skip.If(connectionString is null, reason);
        var name = $"test_{Guid.NewGuid():N}";
        await RunSqlAsync($"CREATE DATABASE {name}");
        return new PostgresDatabase(this, name, new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ToString());
    }

    /// <summary>One database for tests that do not get in each other's way.</summary>
    public async Task<PostgresDatabase> ShareDatabaseAsync() => shared ??= await CreateDatabaseAsync();

    public async Task RunSqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task CreateAsync(int port)
    {
        process = await PostgresProcess.CreateAsync(port);
        connectionString = process?.ConnectionString;
        reason = "no PostgreSQL: initdb is not on PATH nor in /usr/lib/postgresql, and ACCOUNTS_TEST_POSTGRES is not set";
    }
}

[CollectionDefinition(PostgresServer.Collection)]
public sealed class UsesPostgres : ICollectionFixture<PostgresServer>;
