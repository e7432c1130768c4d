using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Load;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>What a fault cost the callers.</summary>
internal static class LoadReport
{
    public static void Print(string fault, IReadOnlyList<Result> results)
    {
        TimeSpan[] took = [.. results.Where(result => result.Told.IsKnown).Select(result => result.Took).Order()];
        Measurements.Report(
            $"{fault}: {took.Length:N0} requests told, {results.Count(result => result.Told.IsInDoubt)} in doubt, "
            + $"{results.Count(result => result.Told.IsFailed)} failed, longest pause {LongestPause(results).TotalSeconds:N1} s, "
            + $"p50 {took[took.Length / 2].TotalMilliseconds:N0} ms, p99 {took[took.Length * 99 / 100].TotalMilliseconds:N0} ms, "
            + $"most {took[^1].TotalMilliseconds:N0} ms");
    }

    /// <summary>How long nobody was told an outcome.</summary>
    private static TimeSpan LongestPause(IReadOnlyList<Result> results)
    {
        TimeSpan[] times = [.. results.Where(result => result.Told.IsKnown).Select(result => result.At).Order()];
        return times.Zip(times.Skip(1), (one, next) => next - one).Max();
    }
}
