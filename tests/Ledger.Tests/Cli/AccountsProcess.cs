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

    public int Code => process.ExitCode;

    public static AccountsProcess Start(params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "accounts.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }.CompiledOnce())!);

    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.WaitAsync();
    }

    /// <summary>Waits until it has got so far, or has ended before.</summary>
    public async Task RunsUntilAsync(Func<Task<bool>> condition)
    {
        // Whoever looks without a pause takes a processor from what is looked at.
        while (!HasExited && !await condition()) await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
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

    /// <summary>Asks the process to end, as a service manager does; Ctrl-C comes to the same and is ignored below some shells.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();

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

        /// <summary>The text without the spaces at the ends of lines and without blank lines.</summary>
        public IReadOnlyList<string> Lines => [.. Output.Split('\n').Select(line => line.TrimEnd()).Where(line => line != "")];

        public Ended Expect(int code)
        {
            Assert.True(Code == code, $"ended with {Code}, not {code}:\n{Output}\n{Errors}");
            return this;
        }

        /// <summary>Nothing but one line for the person who asked, which has all these words.</summary>
        public void ExpectRefusal(int code, params string[] words)
        {
            Expect(code);
            Assert.Equal("", Output);
            Assert.Matches("^accounts: [^\n]+\n$", Errors);
            Assert.All(words, word => Assert.Contains(word, Errors, StringComparison.Ordinal));
            Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("unexpected error", Errors, StringComparison.Ordinal);
        }
    }
}
