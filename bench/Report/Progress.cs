using AccountGrains.Bench.Load;
using AccountGrains.Bench.Running;

namespace AccountGrains.Bench.Report;

/// <summary>A line for each case as it ends, so that nobody waits in the dark; on stderr, as the report is what counts.</summary>
internal static class Progress
{
    public static void Tell(Score score, int run, CaseResult result) =>
        Console.Error.WriteLine($"{score.Workload.Name}, run {run}: {score.System.Name} {result.PerSecond:N0}/s, p50 {result.P50:N1} ms, p99 {result.P99:N1} ms");

    public static void Tell(Score score, string problem) =>
        Console.Error.WriteLine($"{score.Workload.Name}: {score.System.Name} FAILED: {problem}");
}
