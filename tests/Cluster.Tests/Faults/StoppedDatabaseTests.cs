using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>A database that crashes while callers in another process move money.</summary>
[Collection(FaultServer.Collection)]
public sealed class StoppedDatabaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    private PostgresServer server = null!;

    public async Task InitializeAsync()
    {
        // Below the ports of outgoing connections: one of those could take it while nobody listens there.
        server = await PostgresServer.StartOwnAsync(FreePort.Next());
    }

    public async Task DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Crash_OfTheDatabaseUnderLoad_LosesAndRepeatsNothing()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var silos = await SiloGroup.StartAsync(database.Store, size: 3);
        using var folder = new TemporaryFolder();
        using var load = LoadProcess.Start(folder.File("results.tsv"), silos.Gateways);
        await load.WaitForProgressAsync();

        await server.StopAsync();
        await Task.Delay(Outage, TimeProvider.System);
        await server.StartAsync();
        await load.WaitForProgressAsync();

        var results = await load.StopAsync();
        LoadReport.Print($"database away for {Outage.TotalSeconds:0} s", results);
        await using var client = await SdkClient.StartAsync(silos.Gateways);
        await new Reckoning(database, client.Accounts).SettleAsync(results);
        Assert.All(silos.Silos, silo => Assert.False(silo.HasExited));
    }
}
