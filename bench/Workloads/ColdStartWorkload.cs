using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;
using AccountGrains.Ledger;

namespace AccountGrains.Bench.Workloads;

/// <summary>A deposit to each of many accounts that nobody has touched since the start; others warm up.</summary>
internal sealed class ColdStartWorkload(string name, string title, int entries) : Workload(name, title)
{
    private const int WarmAccounts = 100;

    public override IReadOnlyList<Opening> OpeningsOf(Case @case) =>
    [
        .. Enumerable.Range(0, WarmAccounts).Select(i => new Opening(Warm(i), 1_000)),
        .. Enumerable.Range(0, @case.ColdAccounts).Select(i => new Opening(Cold(i), 1_000, entries)),
    ];

    public override Task WarmUpAsync(ISystem system, Case @case) =>
        Phase.ClosedAsync(Clients("warm", @case), TimeSpan.FromSeconds(@case.WarmUp), client => TouchAsync(system, client, Warm(client.Random.Next(WarmAccounts))));

    public override async Task<Done> RunAsync(ISystem system, Case @case)
    {
        var latencies = await Phase.CountedAsync(Clients("run", @case), @case.ColdAccounts, (client, i) => TouchAsync(system, client, Cold(i)));
        return new Done(latencies.Count, latencies);
    }

    private static Task TouchAsync(ISystem system, Client client, string account) =>
        ApplyAsync(system, new Deposit(client.NextId(), account, 1, Opening.Currency));

    private static string Warm(int number) => $"warm-{number:000}";

    private static string Cold(int number) => $"cold-{number:00000}";
}
