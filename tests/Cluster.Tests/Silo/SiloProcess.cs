using System.Diagnostics;
using System.Text;
using AccountGrains.Ledger.Tests.Cli;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>
/// A silo as a process of its own, which can be killed. It does not outlive its test, nor the process of the tests.
/// </summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private const string ReadyWords = "silo ready: ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly Guard guard;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process, (int Silo, int Gateway, int Admin) ports)
    {
        this.process = process;
        (SiloPort, GatewayPort, AdminPort) = ports;
        Admin = new AdminClient(AdminPort);
        guard = new Guard(process.Id);
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public int AdminPort { get; }

    /// <summary>What operators ask.</summary>
    public AdminClient Admin { get; }

    public bool HasExited => process.HasExited;

    /// <summary>What it wrote to stdout until now.</summary>
    public string Output => Read(output);

    /// <summary>What it wrote to stderr until now.</summary>
    public string Errors => Read(errors);

    /// <summary>Starts a silo on free ports, or on those given, and waits until it is ready.</summary>
    /// <param name="connectionString">A PostgreSQL connection string, or null: in memory.</param>
    /// <param name="settings">Such as <c>Accounts:Window=8</c>.</param>
    public static async Task<SiloProcess> StartAsync(string? connectionString, params string[] settings)
    {
        var silo = Start(connectionString, settings);
        try
        {
            await silo.WaitUntilReadyAsync();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a silo and does not wait.</summary>
    public static SiloProcess Start(string? connectionString, params string[] settings)
    {
        var siloPort = PortOf(settings, "Accounts:SiloPort");
        var gatewayPort = PortOf(settings, "Accounts:GatewayPort");
        var adminPort = PortOf(settings, "Accounts:AdminPort");
        // In the environment, as there its password is not shown to everybody who lists processes.
        Dictionary<string, string?> environment = new() { ["ConnectionStrings__Accounts"] = connectionString };
        string[] ports =
        [
            $"Accounts:SiloPort={siloPort}", $"Accounts:GatewayPort={gatewayPort}", $"Accounts:AdminPort={adminPort}",
        ];
        return Launch(environment, (siloPort, gatewayPort, adminPort), [.. ports, .. settings]);
    }

    /// <summary>Starts a silo with these settings alone, the ports not among them unless they are given.</summary>
    public static SiloProcess Launch(IReadOnlyDictionary<string, string?> environment, params string[] settings) =>
        Launch(environment, default, settings);

    /// <summary>Waits until the silo is a member of its cluster, and gives the line that says so.</summary>
    public async Task<string> WaitUntilReadyAsync()
    {
        await Task.WhenAny(ready.Task, process.WaitForExitAsync()).WaitAsync(StartLimit, TimeProvider.System);
        if (!ready.Task.IsCompleted) Assert.Fail($"ended with {process.ExitCode}:\n{Output}\n{Errors}");
        return await ready.Task;
    }

    /// <summary>kill -9: no chance to clean up.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to end, as a service manager does.</summary>
    public async Task AskToStopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await AskToStopAsync();
        return await WaitForExitAsync();
    }

    /// <summary>Waits for its end, and gives its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(StartLimit, TimeProvider.System);
        return process.ExitCode;
    }

    /// <summary>Expects that it could not run and logged no failure: one line on stderr has all these words.</summary>
    public async Task ExpectRefusalAsync(params string[] words)
    {
        var code = await WaitForExitAsync();
        Assert.True(code == 2, $"ended with {code}:\n{Output}\n{Errors}");
        Assert.DoesNotMatch(" (fail|crit): |\n   at ", Output);
        Assert.Matches("^silo: [^\n]+\n$", Errors);
        Assert.All(words, word => Assert.Contains(word, Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected error", Errors, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        guard.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Admin.Dispose();
    }

    private static SiloProcess Launch(
        IReadOnlyDictionary<string, string?> environment, (int Silo, int Gateway, int Admin) ports, IEnumerable<string> settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "AccountGrains.Silo.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. settings.Select(setting => $"--{setting}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new SiloProcess(Process.Start(start.CompiledOnce())!, ports);
    }

    private static int PortOf(string[] settings, string key)
    {
        var given = settings.LastOrDefault(setting => setting.StartsWith($"{key}=", StringComparison.Ordinal));
        return given is null ? FreePort.Next() : int.Parse(given[(key.Length + 1)..], null);
    }

    private void Keep(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
        if (line.Contains(ReadyWords, StringComparison.Ordinal)) ready.TrySetResult(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
