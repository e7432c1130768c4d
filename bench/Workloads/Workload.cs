using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;
using AccountGrains.Ledger;

namespace AccountGrains.Bench.Workloads;

/// <summary>The same work for every system.</summary>
/// <param name="name">What the command line calls it.</param>
/// <param name="title">What the report calls it.</param>
internal abstract class Workload(string name, string title)
{
    public string Name => name;

    public string Title => title;

    /// <summary>Whether its operations can be begun at a rate.</summary>
    public virtual bool HasRate => false;

    /// <summary>The accounts that it needs.</summary>
    public abstract IReadOnlyList<Opening> OpeningsOf(Case @case);

    /// <summary>What a system cannot do that the workload asks for, or null.</summary>
    public virtual string? Misses(ISystem system) => null;

    /// <summary>Load that is not measured: code is compiled and caches are filled.</summary>
    public abstract Task WarmUpAsync(ISystem system, Case @case);

    /// <summary>What is measured.</summary>
    public abstract Task<Done> RunAsync(ISystem system, Case @case);

    protected static IReadOnlyList<Client> Clients(string phase, Case @case) =>
        [.. Enumerable.Range(1, @case.Clients).Select(number => new Client(phase, number))];

    /// <summary>A refusal is less work, so whoever measures one measures something else.</summary>
    protected static async Task ApplyAsync(ISystem system, LedgerCommand command)
    {
        var outcome = await system.ExecuteAsync(command);
        if (outcome != Outcome.Applied) throw new InvalidOperationException($"{command} was not applied: {outcome}");
    }
}

/// <summary>What was done, and how long each operation took where it can be told.</summary>
internal sealed record Done(long Operations, Latencies? Latencies);
