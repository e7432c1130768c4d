using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;
using AccountGrains.Ledger;

namespace AccountGrains.Bench.Workloads;

/// <summary>All workloads, in the order of the report.</summary>
internal static class WorkloadCatalog
{
    private const int Many = 1_000;
    private const decimal Plenty = 1_000_000_000;
    private const string Hot = "hot";

    // The exponent of the Yahoo! Cloud Serving Benchmark.
    private static readonly Zipf Popularity = new(Many, 0.99);

    private static readonly IReadOnlyList<Opening> Accounts = [.. Enumerable.Range(0, Many).Select(i => new Opening(Name(i), Plenty))];

    private static readonly IReadOnlyList<Opening> WithHot = [new Opening(Hot, Plenty, Busy: true), .. Accounts];

    public static IReadOnlyList<Workload> All { get; } =
    [
        new SteadyWorkload("deposits", "deposits over 1,000 accounts", Accounts, client => Deposit(client, Any(client))),
        new SteadyWorkload("deposits-to-one", "deposits to one account", [new Opening(Hot, Plenty)], client => Deposit(client, Hot)),
        new SteadyWorkload("transfers", "transfers among 1,000 accounts", Accounts, Transfer),
        new SteadyWorkload("transfers-to-one", "transfers all to one account", WithHot, client => Transfer(client, Any(client), Hot)),
        new SteadyWorkload("transfers-from-one", "transfers all from one account", WithHot, client => Transfer(client, Hot, Any(client))),
        new SteadyWorkload("opposing-transfers", "opposing transfers between two accounts", [.. Accounts.Take(2)], Opposing),
        new SentWorkload("sent-transfers", "sent transfers among 1,000 accounts, delivered", Accounts, Send),
        new SettlementWorkload("settlement", "settlement, lines", Many),
        new ReadingWorkload(
            "balance-reads", "balance reads over 1,000 accounts", Accounts, (system, client) => ReadingWorkload.ReadAsync(system, Any(client))),
        new ColdStartWorkload("cold-start", "cold start: first deposit to each account", entries: 20),
        new ReadingWorkload("mix", "mix over 1,000 accounts, Zipf-distributed", Accounts, MixAsync),
    ];

    public static Workload Find(string name) => All.Single(workload => workload.Name == name);

    private static string Name(int number) => $"acc-{number:0000}";

    private static string Any(Client client) => Name(client.Random.Next(Many));

    private static Deposit Deposit(Client client, string account) => new(client.NextId(), account, Amount(client), Opening.Currency);

    private static Transfer Transfer(Client client, string from, string to) =>
        new(client.NextId(), from, to, Amount(client), Opening.Currency);

    private static Transfer Transfer(Client client)
    {
        var (from, to) = Pair(client);
        return Transfer(client, from, to);
    }

    private static Transfer Opposing(Client client)
    {
        var first = client.Random.Next(2);
        return Transfer(client, Name(first), Name(1 - first));
    }

    private static Send Send(Client client)
    {
        var (from, to) = Pair(client);
        return new Send(client.NextId(), from, to, Amount(client), Opening.Currency);
    }

    private static (string From, string To) Pair(Client client)
    {
        var from = client.Random.Next(Many);
        return (Name(from), Name((from + 1 + client.Random.Next(Many - 1)) % Many));
    }

    // Four transfers, two deposits, two withdrawals, two reads.
    private static async Task MixAsync(IBalanceReader system, Client client)
    {
        var account = Name(Popularity.Next(client.Random));
        var receipt = client.Random.Next(10) switch
        {
            < 4 => system.ExecuteAsync(Transfer(client, account, Other(client, account))),
            < 6 => system.ExecuteAsync(Deposit(client, account)),
            < 8 => system.ExecuteAsync(new Withdraw(client.NextId(), account, Amount(client), Opening.Currency)),
            _ => null,
        };
        if (receipt is null) await ReadingWorkload.ReadAsync(system, account);
        else if (await receipt is not Outcome.Applied and var refusal) throw new InvalidOperationException($"refused: {refusal}");
    }

    private static string Other(Client client, string account)
    {
        while (true)
        {
            if (Name(Popularity.Next(client.Random)) is var other && other != account) return other;
        }
    }

    // One in euros and cents, as payments have.
    private static decimal Amount(Client client) => client.Random.Next(1, 10_000) / 100m;
}
