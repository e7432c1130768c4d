using System.Diagnostics;
using AccountGrains.Bench.Systems;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Bench.Cluster.Systems;

/// <summary>Silos of the project as processes, asked through the SDK.</summary>
internal sealed class ClusterSystem(string store, int silos) : IBalanceReader, ISettler, IRelaying
{
    private static readonly TimeSpan CountAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly List<SiloProcess> processes = [];
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(store);
    private SdkAccounts? sdk;
    private long counted;
    private long delivered;

    /// <summary>As the table says. Counting costs the database something, so it is not done for each who asks.</summary>
    public long Delivered
    {
        get
        {
            if (Stopwatch.GetElapsedTime(counted) < CountAgainAfter) return delivered;
            using var count = source.CreateCommand("SELECT count(*) FROM message WHERE status = 'delivered'");
            delivered = (long)count.ExecuteScalar()!;
            counted = Stopwatch.GetTimestamp();
            return delivered;
        }
    }

    private IAccounts Accounts => sdk!.Accounts;

    public Task PrepareAsync(IReadOnlyList<Opening> openings) => Books.PrepareAsync(store, openings);

    public async Task StartAsync()
    {
        for (var i = 0; i < silos; i++) processes.Add(SiloProcess.StartOwn(store));
        foreach (var process in processes) await process.WaitUntilReadyAsync();
        sdk = await SdkAccounts.ConnectAsync(processes);
    }

    /// <summary>Every silo has a relay that runs as long as the silo.</summary>
    public void StartRelay()
    {
    }

    public async Task<Outcome> ExecuteAsync(LedgerCommand command) => (await Accounts.ExecuteAsync(command)).Outcome;

    public async Task<decimal?> GetBalanceAsync(string account) => (await Accounts.GetAsync(account))?.Balance;

    public Task SettleAsync(Settlement settlement, IReadOnlyList<SettlementLine> lines) => new SettlementRun(Accounts).RunAsync(settlement, lines);

    public Task<string?> FindFaultAsync() => Books.FindFaultAsync(store);

    public async ValueTask DisposeAsync()
    {
        if (sdk is not null) await sdk.DisposeAsync();
        foreach (var process in processes) await process.DisposeAsync();
        await source.DisposeAsync();
    }
}
