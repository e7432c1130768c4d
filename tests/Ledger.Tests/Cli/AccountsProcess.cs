using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>The command <c>accounts</c> as a process of its own, which can be killed.</summary>
public sealed class AccountsProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private AccountsProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => process.HasExited;

    public static AccountsProcess Start(params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "accounts.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.WaitAsync();
    }

    /// <summary>Waits for the end, and watches how much memory the process takes.</summary>
    public async Task<Ended> WaitAsync()
    {
        var ended = process.WaitForExitAsync();
        long peak = 0;
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, PeakMemory());
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
        }

        return new Ended(process.ExitCode, await output, await errors, peak);
    }

    /// <summary>kill -9: no chance to clean up.</summary>
    public void Kill() => process.Kill();

    public void Dispose() => process.Dispose();

    private long PeakMemory()
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>How a process ended.</summary>
    public sealed record Ended(int Code, string Output, string Errors, long PeakMegabytes)
    {
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;

        public Ended Expect(int code)
        {
            Assert.True(Code == code, $"ended with {Code}, not {code}:\n{Output}\n{Errors}");
            return this;
        }
    }
}
