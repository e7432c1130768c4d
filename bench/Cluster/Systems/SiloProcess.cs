using System.Diagnostics;
using System.Globalization;
using System.Text;
using AccountGrains.Throwaway;

namespace AccountGrains.Bench.Cluster.Systems;

/// <summary>A silo as a process of its own, which does not outlive this one.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    public const string ReadyWords = "silo ready: ";

    private readonly Process process;
    private readonly Guard guard;
    private readonly int gatewayPort;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process, int gatewayPort)
    {
        this.process = process;
        this.gatewayPort = gatewayPort;
        guard = new Guard(process.Id);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it answers.</summary>
    public string Gateway => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{gatewayPort}");

    /// <summary>Starts the silo of the project, with its own settings but for the ports.</summary>
    public static SiloProcess StartOwn(string store) => Start(
        ["AccountGrains.Silo.dll", $"--Accounts:AdminPort={FreePort.Next()}"], "Accounts:", new() { ["ConnectionStrings__Accounts"] = store });

    /// <summary>Starts the silo of this program.</summary>
    public static SiloProcess Start(IEnumerable<string> program, string settings = "", Dictionary<string, string>? environment = null)
    {
        var (silo, gateway) = (FreePort.Next(), FreePort.Next());
        var start = new ProcessStartInfo(
            "dotnet", [.. program, $"--{settings}SiloPort={silo}", $"--{settings}GatewayPort={gateway}"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        return new SiloProcess(Process.Start(start)!, gateway);
    }

    public async Task WaitUntilReadyAsync()
    {
        await Task.WhenAny(ready.Task, process.WaitForExitAsync());
        if (ready.Task.IsCompleted) return;
        lock (output) throw new InvalidOperationException($"a silo ended with {process.ExitCode}:\n{output}");
    }

    public async ValueTask DisposeAsync()
    {
        guard.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
        if (line.Contains(ReadyWords, StringComparison.Ordinal)) ready.TrySetResult();
    }
}
