using System.Diagnostics;
using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;

namespace AccountGrains.Bench.Workloads;

/// <summary>
/// Transfers by message. One counts when it is delivered, and the run is over when all are; the time of an operation is that of the
/// answer to the sender.
/// </summary>
internal sealed class SentWorkload(string name, string title, IReadOnlyList<Opening> openings, Func<Client, LedgerCommand> command)
    : SteadyWorkload(name, title, openings, command)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string? Misses(ISystem system) => system is IRelaying ? null : "it has no messages";

    public override async Task WarmUpAsync(ISystem system, Case @case)
    {
        var relaying = (IRelaying)system;
        relaying.StartRelay();
        var sent = await LoadAsync("warm", system, @case, @case.WarmUp);
        await WaitUntilDeliveredAsync(relaying, sent.Count);
    }

    public override async Task<Done> RunAsync(ISystem system, Case @case)
    {
        var relaying = (IRelaying)system;
        var before = relaying.Delivered;
        var done = await base.RunAsync(system, @case);
        await WaitUntilDeliveredAsync(relaying, before + done.Operations);
        return done;
    }

    private static async Task WaitUntilDeliveredAsync(IRelaying system, long sent)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Poll);
        while (system.Delivered < sent)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{sent - system.Delivered} messages are not delivered after {Patience.TotalMinutes:0} minutes");
            await timer.WaitForNextTickAsync();
        }
    }
}
