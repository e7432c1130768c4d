using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>Silos that are stopped and replaced one after the other while callers in another process move money.</summary>
[Collection(RestartServer.Collection)]
public sealed class RollingRestartTests(PostgresServer server)
{
    private const int Size = 3;

    [SkippableFact]
    public async Task Replacement_OfThreeSilosByOthersAndThenOnTheirPortsUnderLoad_FailsNoRequest()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var silos = await SiloGroup.StartAsync(database.Store, Size, spares: Size);
        using var folder = new TemporaryFolder();
        using var load = LoadProcess.Start(folder.File("results.tsv"), silos.Gateways, LoadProcess.PatienceOfAService);
        await load.WaitForProgressAsync();

        await ReplaceAllAsync("each of three silos replaced by another", silos, silos.RollAsync, load);
        await ReplaceAllAsync("each of three silos restarted", silos, silos.RestartAsync, load);

        var results = await load.StopAsync();
        await using var client = await SdkClient.StartAsync(silos.Gateways);
        await new Reckoning(database, client.Accounts).SettleAsync(results);
        Assert.DoesNotContain(results, result => !result.Told.IsKnown);
    }

    private static async Task ReplaceAllAsync(string what, SiloGroup silos, Func<SiloProcess, Task> replace, LoadProcess load)
    {
        var before = load.Told.Count;
        foreach (var silo in silos.Silos.TakeLast(Size).ToArray())
        {
            await replace(silo);
            await load.WaitForProgressAsync();
        }

        LoadReport.Print(what, [.. load.Told.Skip(before)]);
    }
}
