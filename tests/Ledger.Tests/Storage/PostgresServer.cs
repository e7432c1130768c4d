using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>
/// A throwaway PostgreSQL with its own folder and port, or the server that ACCOUNTS_TEST_POSTGRES names. Where there is
/// neither, tests that ask for a database are skipped with the reason.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Collection = "PostgreSQL";

    private readonly TemporaryFolder folder = new();
    private string? binaries;
    private string? connectionString;
    private string reason = "";
    private PostgresDatabase? shared;

    public async Task InitializeAsync()
    {
        connectionString = Environment.GetEnvironmentVariable("ACCOUNTS_TEST_POSTGRES");
        if (connectionString is not null) return;
        binaries = FindBinaries();
        if (binaries is null)
        {
            reason = "no PostgreSQL: initdb is not on PATH nor in /usr/lib/postgresql, and ACCOUNTS_TEST_POSTGRES is not set";
            return;
        }

        var port = FreePort();
        if (IsRoot) await RunAsync("chown", Owner, folder.Path);
        await RunServerToolAsync("initdb", "-D", Data, "-A", "trust", "-U", "postgres");
        await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-l", folder.File("log"), "-o", $"-p {port} -k {folder.Path} -h 127.0.0.1", "start");
        connectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";
    }

    public async Task DisposeAsync()
    {
        if (shared is not null) await shared.DisposeAsync();
        if (binaries is not null && connectionString is not null) await RunServerToolAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        folder.Dispose();
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
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string Data => folder.File("data");

    private static bool IsRoot => Environment.UserName == "root";

    // The server refuses to run as root.
    private static string Owner => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string? FindBinaries()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        return path.Concat(debian).FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task RunServerToolAsync(string tool, params string[] arguments)
    {
        var program = Path.Combine(binaries!, tool);
        return IsRoot ? RunAsync("runuser", ["-u", Owner, "--", program, .. arguments]) : RunAsync(program, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The output is not redirected: the server would inherit the pipe and keep it open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null 2>&1 < /dev/null", "sh", program, .. arguments]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}

[CollectionDefinition(PostgresServer.Collection)]
public sealed class UsesPostgres : ICollectionFixture<PostgresServer>;
