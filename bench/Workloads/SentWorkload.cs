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

    private long sent;

    public override string? Misses(ISystem system) => system is IRelaying ? null : "it has no messages";

    public override async Task WarmUpAsync(ISystem system, Case @case)
    {
        ((IRelaying)system).StartRelay();
        sent += (await LoadAsync("warm", system, @case, @case.WarmUp)).Count;
        await WaitUntilDeliveredAsync((IRelaying)system);
    }

    public override async Task<Done> RunAsync(ISystem system, Case @case)
    {
        var done = await base.RunAsync(system, @case);
        sent += done.Operations;
        await WaitUntilDeliveredAsync((IRelaying)system);
        return done;
    }

    private async Task WaitUntilDeliveredAsync(IRelaying system)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Poll);
        while (system.Delivered < sent) await timer.WaitForNextTickAsync(patience.Token);
    }
}
