using System.Diagnostics;
using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Workloads;

namespace AccountGrains.Bench.Load;

/// <summary>The process that makes the load of one case. It prints the result as one line of JSON.</summary>
internal static class Worker
{
    /// <summary>The first argument of a program that is started as a worker; the second is the case.</summary>
    public const string Verb = "worker";

    /// <summary>Runs a case on the system that is made for it.</summary>
    public static async Task<int> RunAsync(string json, Func<Case, ISystem> make)
    {
        try
        {
            Console.WriteLine((await MeasureAsync(Case.Parse(json), make)).ToJson());
            return 0;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
            return 1;
        }
    }

    public static async Task<CaseResult> MeasureAsync(Case @case, Func<Case, ISystem> make)
    {
        var workload = WorkloadCatalog.Find(@case.Workload);
        await using var system = make(@case);
        if (workload.Misses(system) is { } reason) return new CaseResult { LeftOut = reason };

        await system.PrepareAsync(workload.OpeningsOf(@case));
        await system.StartAsync();
        await workload.WarmUpAsync(system, @case);
        await using var meter = @case.Postgres is null ? null : new DatabaseMeter(@case.Postgres);
        var before = meter is null ? null : await meter.ReadAsync();
        var started = Stopwatch.GetTimestamp();
        var done = await workload.RunAsync(system, @case);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var after = meter is null ? null : await meter.ReadAsync();
        if (await system.FindFaultAsync() is { } fault)
            throw new InvalidOperationException($"{@case.System} on {@case.Workload} is wrong: {fault}");
        return Result(done, elapsed, before, after);
    }

    private static CaseResult Result(Done done, TimeSpan elapsed, DatabaseWork? before, DatabaseWork? after) => new()
    {
        Operations = done.Operations,
        Seconds = elapsed.TotalSeconds,
        P50 = done.Latencies?.P50,
        P99 = done.Latencies?.P99,
        Max = done.Latencies?.Max,
        Statements = (double?)(after?.Statements - before?.Statements) / done.Operations,
        WalBytes = (double?)(after?.WalBytes - before?.WalBytes) / done.Operations,
    };
}
