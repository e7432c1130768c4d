using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;

namespace AccountGrains.Bench.Workloads;

/// <summary>All clients ask the same kind of thing again and again, for a time.</summary>
internal class SteadyWorkload(
    string name, string title, IReadOnlyList<Opening> openings, Func<ISystem, Client, Task> operation) : Workload(name, title)
{
    public SteadyWorkload(string name, string title, IReadOnlyList<Opening> openings, Func<Client, LedgerCommand> command)
        : this(name, title, openings, (system, client) => ApplyAsync(system, command(client)))
    {
    }

    public override bool HasRate => true;

    public override IReadOnlyList<Opening> OpeningsOf(Case @case) => openings;

    public override async Task WarmUpAsync(ISystem system, Case @case)
    {
        await LoadAsync("warm", system, @case, @case.WarmUp);
        // The first operations at a rate meet code that was never run, and what the load before has left.
        if (@case.Rate is { } rate) await OpenAsync("warm", system, rate, seconds: 1);
    }

    public override async Task<Done> RunAsync(ISystem system, Case @case)
    {
        var latencies = @case.Rate is { } rate
            ? await OpenAsync("run", system, rate, @case.Seconds)
            : await LoadAsync("run", system, @case, @case.Seconds);
        return new Done(latencies.Count, latencies);
    }

    protected Task<Latencies> LoadAsync(string phase, ISystem system, Case @case, double seconds) =>
        Phase.ClosedAsync(Clients(phase, @case), TimeSpan.FromSeconds(seconds), client => operation(system, client));

    private Task<Latencies> OpenAsync(string phase, ISystem system, double rate, double seconds) =>
        Phase.OpenAsync(new Client($"{phase}-open", 1), TimeSpan.FromSeconds(seconds), rate, client => operation(system, client));
}

/// <summary>Reads and commands at a time.</summary>
internal sealed class ReadingWorkload(
    string name, string title, IReadOnlyList<Opening> openings, Func<IBalanceReader, Client, Task> operation)
    : SteadyWorkload(name, title, openings, (system, client) => operation((IBalanceReader)system, client))
{
    public override string? Misses(ISystem system) => system is IBalanceReader ? null : "it is not asked for balances";

    public static async Task ReadAsync(IBalanceReader system, string account)
    {
        if (await system.GetBalanceAsync(account) is null) throw new InvalidOperationException($"account {account} is not there");
    }
}
