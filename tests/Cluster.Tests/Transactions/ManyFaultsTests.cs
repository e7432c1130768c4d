using AccountGrains.Cluster.Tests.Faults;
using AccountGrains.Grains;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Load;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// Callers ask for everything while writes are refused, lost or stale, loads fail and accounts leave. Whatever they are told is in the
/// books, once, and nothing else.
/// </summary>
[Collection(TransactionServer.Collection)]
public sealed class ManyFaultsTests(PostgresServer server)
{
    private const int SomeFaults = 10;

    private static readonly AccountsOptions Options = new()
    {
        DatabaseTimeout = TimeSpan.FromSeconds(1),
        LockTimeout = TimeSpan.FromSeconds(2),
        CallTimeout = TimeSpan.FromSeconds(4),
    };

    [SkippableTheory]
    [InlineData(Placement.Together, 600)]
    [InlineData(Placement.Apart, 150)]
    public async Task Load_WhileAnythingMayFail_LosesAndRepeatsNothing(Placement placement, int requests)
    {
        await using var database = await server.CreateDatabaseAsync();
        var store = new FaultyTransactions();
        await using var cluster = await Cluster.StartAsync(database.Store, Options, configure: silo =>
        {
            store.AddTo(silo);
            placement.AddTo(silo);
        });
        var faults = new RandomFaults(database, cluster.Grains);
        using var folder = new TemporaryFolder();
        var results = folder.File("results.tsv");

        faults.Begin(store);
        using (var file = new ResultFile(results))
            await new LoadRun(cluster.Accounts, new LoadOptions { Count = requests, Pause = TimeSpan.Zero }, file).RunAsync(CancellationToken.None);
        faults.End();

        Assert.True(faults.Count > SomeFaults, $"there were {faults.Count} faults");
        await new Reckoning(database, cluster.Accounts).SettleAsync(new ResultReader(results).Read());
    }
}
