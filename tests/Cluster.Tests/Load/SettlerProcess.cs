using System.Diagnostics;
using System.Globalization;
using AccountGrains.Cluster.Tests.Faults;
using AccountGrains.Ledger.Tests.Cli;

namespace AccountGrains.Cluster.Tests.Load;

/// <summary>A settlement run in a process of its own, which ends with its test and with the process of the tests.</summary>
internal sealed class SettlerProcess : IDisposable
{
    private readonly Process process;
    private readonly string results;
    private readonly Task<string> errors;

    private SettlerProcess(Process process, string results)
    {
        this.process = process;
        this.results = results;
        errors = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => process.HasExited;

    public static SettlerProcess Start(string results, int gatewayPort, int lines)
    {
        // Who asks again for lines that are on their way makes a slow machine slower.
        string[] options =
            [$"--Results={results}", $"--Gateways=127.0.0.1:{gatewayPort}", $"--Settle={lines}", .. LoadProcess.PatienceOfAService];
        var program = Path.Combine(AppContext.BaseDirectory, "AccountGrains.Load.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. options]) { RedirectStandardInput = true, RedirectStandardError = true };
        return new SettlerProcess(Process.Start(start.CompiledOnce())!, results);
    }

    /// <summary>kill -9: no chance to clean up. Gives whether it was still running.</summary>
    public bool Kill()
    {
        process.Kill();
        process.WaitForExit();
        return process.ExitCode == 137;
    }

    /// <summary>Waits for its end, and gives how many lines it has paid, and how many were paid already.</summary>
    public async Task<(long Paid, long AlreadyPaid)> WaitAsync()
    {
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"it ended with {process.ExitCode}: {await errors}");
        var counts = (await File.ReadAllTextAsync(results)).Split(' ').Select(count => long.Parse(count, CultureInfo.InvariantCulture));
        return (counts.First(), counts.Last());
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
