using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Workloads;

namespace AccountGrains.Bench.Running;

/// <summary>One system on one workload: every run, and what the report says of them.</summary>
internal sealed record Score(Workload Workload, SystemInfo System)
{
    public List<CaseResult> Runs { get; } = [];

    /// <summary>The runs at half of the rate.</summary>
    public List<CaseResult> HalfRuns { get; } = [];

    /// <summary>Why there is no run, or what went wrong in one.</summary>
    public string? Problem { get; set; }

    public bool Failed { get; set; }

    public CaseResult? Median => MedianOf(Runs);

    public CaseResult? Half => MedianOf(HalfRuns);

    /// <summary>The operations per second of this one for one of another.</summary>
    public double? RatioTo(Score? other) => Median?.PerSecond / other?.Median?.PerSecond;

    // Each number by itself: the run with the median rate need not have the median of the latencies.
    private static CaseResult? MedianOf(List<CaseResult> runs) => runs.Count == 0 ? null : new CaseResult
    {
        Operations = (long)Middle(runs, run => run.Operations)!,
        Seconds = (double)(Middle(runs, run => run.Operations) / Middle(runs, run => run.PerSecond))!,
        P50 = Middle(runs, run => run.P50),
        P99 = Middle(runs, run => run.P99),
        Max = Middle(runs, run => run.Max),
        Statements = Middle(runs, run => run.Statements),
        WalBytes = Middle(runs, run => run.WalBytes),
    };

    private static double? Middle(List<CaseResult> runs, Func<CaseResult, double?> value)
    {
        double[] known = [.. runs.Select(value).OfType<double>().Order()];
        return known.Length == 0 ? null : (known[(known.Length - 1) / 2] + known[known.Length / 2]) / 2;
    }
}
