using AccountGrains.Grains;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A cluster over a database of its own, for all tests of a class.</summary>
public class FaultyCluster : IAsyncLifetime
{
    // A write that is lost holds accounts up until the others give up.
    private readonly AccountsOptions options = new() { LockTimeout = TimeSpan.FromSeconds(2) };

    protected virtual Placement Placement => Placement.Together;

    public TestDatabase Database { get; private set; } = null!;

    public Cluster Cluster { get; private set; } = null!;

    /// <summary>What can happen to the store of the cluster.</summary>
    internal FaultyTransactions Store { get; } = new();

    public async Task<FaultyCluster> StartAsync(PostgresServer server)
    {
        if (Cluster is not null) return this;
        Database = await server.CreateDatabaseAsync();
        Cluster = await StartAnotherAsync(Store, Placement);
        return this;
    }

    /// <summary>A cluster over the same database that knows nothing of the first.</summary>
    internal Task<Cluster> StartAnotherAsync(FaultyTransactions store, Placement placement) =>
        Cluster.StartAsync(Database.Store, options, configure: silo =>
        {
            store.AddTo(silo);
            placement.AddTo(silo);
        });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (Cluster is not null) await Cluster.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
    }
}
