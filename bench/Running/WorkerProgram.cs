using System.Diagnostics;
using AccountGrains.Bench.Load;

namespace AccountGrains.Bench.Running;

/// <summary>A program that runs cases, each in a process of its own.</summary>
internal sealed class WorkerProgram(string program)
{
    /// <summary>This program.</summary>
    public static WorkerProgram Own { get; } = new(typeof(WorkerProgram).Assembly.Location);

    /// <exception cref="BenchException">The case failed; the message says why, in the words of the process.</exception>
    public async Task<CaseResult> RunAsync(Case @case, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [program, Worker.Verb, @case.ToJson()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0) throw new BenchException($"{@case.System} on {@case.Workload}: {(await errors).Trim()}");
            return CaseResult.Parse((await output).Trim().Split('\n')[^1]);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
