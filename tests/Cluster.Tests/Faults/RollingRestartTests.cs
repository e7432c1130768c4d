using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Load;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>Silos that are stopped and replaced one after the other while callers in another process move money.</summary>
[Collection(RestartServer.Collection)]
public sealed class RollingRestartTests(PostgresServer server)
{
    private const int Size = 3;

    [SkippableFact]
    public Task Roll_OfThreeSilosUnderLoad_FailsNoRequest() =>
        ExpectNothingFailsAsync("each of three silos replaced by another", spares: Size, (silos, silo) => silos.RollAsync(silo));

    [SkippableFact]
    public Task Restart_OfThreeSilosOnTheirPortsUnderLoad_FailsNoRequest() =>
        ExpectNothingFailsAsync("each of three silos restarted", spares: 0, (silos, silo) => silos.RestartAsync(silo));

    private async Task ExpectNothingFailsAsync(string what, int spares, Func<SiloGroup, SiloProcess, Task> replace)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var silos = await SiloGroup.StartAsync(database.Store, Size, spares);
        using var folder = new TemporaryFolder();
        using var load = LoadProcess.Start(folder.File("results.tsv"), silos.Gateways, LoadProcess.PatienceOfAService);
        await load.WaitForProgressAsync();

        var before = load.Told.Count;
        foreach (var silo in silos.Silos.Take(Size).ToArray())
        {
            await replace(silos, silo);
            await load.WaitForProgressAsync();
        }

        Result[] during = [.. load.Told.Skip(before)];
        var results = await load.StopAsync();
        LoadReport.Print(what, during);
        await using var client = await SdkClient.StartAsync(silos.Gateways);
        await new Reckoning(database, client.Accounts).SettleAsync(results);
        Assert.DoesNotContain(results, result => !result.Told.IsKnown);
    }
}
