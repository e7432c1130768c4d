using System.Diagnostics;

namespace AccountGrains.Throwaway;

/// <summary>
/// A PostgreSQL with its own folder and port, which can be stopped and started again. It does not outlive the process of the
/// tests.
/// </summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string binaries;
    private readonly int port;
    private Process? guard;

    private PostgresProcess(string binaries, int port)
    {
        this.binaries = binaries;
        this.port = port;
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";

    /// <summary>Makes a new server and starts it, or gives null where PostgreSQL is not installed.</summary>
    public static async Task<PostgresProcess?> CreateAsync(int port)
    {
        if (FindBinaries() is not { } binaries) return null;
        var server = new PostgresProcess(binaries, port);
        if (IsRoot) await RunAsync("chown", Owner, server.folder.Path);
        await RunAsync(server.Tool("initdb", "-D", server.Data, "-A", "trust", "-U", "postgres"));
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        // Groups of silos, those that were killed and the tests themselves are connected at one time.
        var options = $"-p {port} -k {folder.Path} -h 127.0.0.1 -c max_connections=400";
        await RunAsync(Tool("pg_ctl", "-D", Data, "-w", "-l", folder.File("log"), "-o", options, "start"));
        guard ??= Guard(StopCommand);
    }

    /// <summary>Ends it at once, as a crash would: connections are cut off, and the next start recovers from the log.</summary>
    public Task StopAsync() => RunAsync(StopCommand);

    public async ValueTask DisposeAsync()
    {
        // The guard does the rest, which nobody has to wait for but the folder.
        guard?.StandardInput.Close();
        await (guard?.WaitForExitAsync() ?? Task.CompletedTask);
        guard?.Dispose();
        folder.Dispose();
    }

    private string Data => folder.File("data");

    private string[] StopCommand => Tool("pg_ctl", "-D", Data, "-m", "immediate", "stop");

    private static bool IsRoot => Environment.UserName == "root";

    // The server refuses to run as root.
    private static string Owner =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string? FindBinaries()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        return path.Concat(debian).FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "pg_ctl")));
    }

    private string[] Tool(string tool, params string[] arguments)
    {
        var program = Path.Combine(binaries, tool);
        return IsRoot ? ["runuser", "-u", Owner, "--", program, .. arguments] : [program, .. arguments];
    }

    private static async Task RunAsync(params string[] command)
    {
        // The output is not redirected: the server would inherit the pipe and keep it open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null 2>&1 < /dev/null", "sh", .. command]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}");
    }

    // Waits for the end of its input, which comes with the end of the process of the tests, however that ends. A signal to
    // all of them, as of Ctrl+C, must not end it first.
    private static Process Guard(string[] stop) =>
        Process.Start(new ProcessStartInfo("sh", ["-c", "trap '' HUP INT TERM; read -r _; exec \"$@\" > /dev/null 2>&1", "guard", .. stop])
        {
            RedirectStandardInput = true,
        })!;
}
