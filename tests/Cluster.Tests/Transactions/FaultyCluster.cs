using AccountGrains.Grains;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A cluster over a database of its own, for all tests of a class.</summary>
public sealed class FaultyCluster : IAsyncLifetime
{
    // A write that is lost holds accounts up until the others give up.
    private readonly AccountsOptions options = new() { LockTimeout = TimeSpan.FromSeconds(2) };

    public TestDatabase Database { get; private set; } = null!;

    public Cluster Cluster { get; private set; } = null!;

    /// <summary>What can happen to the store of the cluster.</summary>
    internal FaultyTransactions Store { get; } = new();

    public async Task<FaultyCluster> StartAsync(PostgresServer server)
    {
        if (Cluster is not null) return this;
        Database = await server.CreateDatabaseAsync();
        Cluster = await StartAnotherAsync(Store);
        return this;
    }

    /// <summary>A cluster over the same database that knows nothing of the first.</summary>
    internal Task<Cluster> StartAnotherAsync(FaultyTransactions store) =>
        Cluster.StartAsync(Database.Store, options, configure: store.AddTo);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (Cluster is not null) await Cluster.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
    }
}
