using System.Diagnostics;
using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;
using AccountGrains.Ledger;

namespace AccountGrains.Bench.Workloads;

/// <summary>One account pays many others, once; an operation is a line.</summary>
internal sealed class SettlementWorkload(string name, string title, int recipients) : Workload(name, title)
{
    private const string Payer = "payer";
    private const int WarmUpLines = 5_000;

    public override IReadOnlyList<Opening> OpeningsOf(Case @case) =>
        [new Opening(Payer, 1_000_000_000, Busy: true), .. Enumerable.Range(0, recipients).Select(i => new Opening(Recipient(i), 1_000))];

    public override string? Misses(ISystem system) => system is ISettler ? null : "it has no settlements";

    public override async Task WarmUpAsync(ISystem system, Case @case)
    {
        var started = Stopwatch.GetTimestamp();
        for (var run = 1; run == 1 || Stopwatch.GetElapsedTime(started).TotalSeconds < @case.WarmUp; run++)
            await ((ISettler)system).SettleAsync(new Settlement($"warm-up-{run}", Payer), Lines(Math.Min(WarmUpLines, @case.Lines)));
    }

    public override async Task<Done> RunAsync(ISystem system, Case @case)
    {
        await ((ISettler)system).SettleAsync(new Settlement("run", Payer), Lines(@case.Lines));
        return new Done(@case.Lines, Latencies: null);
    }

    private SettlementLine[] Lines(int count) =>
        [.. Enumerable.Range(1, count).Select(line => new SettlementLine(line, Recipient(line % recipients), 1 + line % 100, Opening.Currency))];

    private static string Recipient(int number) => $"payee-{number:0000}";
}
