using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>Silos that are killed while callers in another process move money.</summary>
[Collection(RestartServer.Collection)]
public sealed class KilledSiloTests(PostgresServer server)
{
    [SkippableFact]
    public async Task Kill_OfTwoSilosOneAfterTheOtherUnderLoad_LosesAndRepeatsNothing()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var silos = await SiloGroup.StartAsync(database.Store, size: 3, spares: 2);
        using var folder = new TemporaryFolder();
        using var load = LoadProcess.Start(folder.File("results.tsv"), silos.Gateways);
        await load.WaitForProgressAsync();

        foreach (var silo in silos.Silos.Take(2).ToArray())
        {
            await silos.ReplaceAsync(silo);
            await load.WaitForProgressAsync();
        }

        var results = await load.StopAsync();
        LoadReport.Print("two of three silos killed and replaced", results);
        await using var client = await SdkClient.StartAsync(silos.Gateways);
        await new Reckoning(database, client.Accounts).SettleAsync(results);
    }
}
