using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Silos as processes over one database: they find each other, miss the dead and let go of the stopped.</summary>
[Collection(SiloServer.Collection)]
public sealed class ClusterTests(PostgresServer server) : IAsyncLifetime
{
    private const int Active = 3;
    private const int Dead = 6;

    private PostgresDatabase database = null!;

    public async Task InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Start_OfTwoAtOnceOnAnEmptyDatabase_MigratesItOnceAndFormsOneClusterThatOneCanLeave()
    {
        await using var stays = SiloProcess.Start(database.Store);
        await using var stops = SiloProcess.Start(database.Store + ";Password=hidden");

        await Task.WhenAll(stays.WaitUntilReadyAsync(), stops.WaitUntilReadyAsync());

        Assert.Equal(1, await database.CountAsync("ledger_version WHERE version = 1"));
        Assert.Equal(2, await CountAsync(Active));
        Assert.Matches(@"store PostgreSQL \S+:\d+/" + database.Name + "$", await stops.WaitUntilReadyAsync());
        Assert.DoesNotContain("NOTHING IS KEPT", stops.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", stops.Output, StringComparison.Ordinal);

        Assert.Equal(0, await stops.StopAsync());

        Assert.Equal(1, await CountAsync(Dead, stops));
        Assert.Equal(1, await CountAsync(Active, stays));
        // Nobody had to find it dead: it said so itself.
        Assert.Equal(0, await database.CountAsync($"orleans_silo WHERE suspecttimes LIKE '%:{stays.SiloPort}@%'"));
        Assert.Equal("", stops.Errors);
    }

    [SkippableFact]
    public async Task Kill_OfOneOfThreeAndThenOfOneOfTwo_IsFoundDeadByTheOthers()
    {
        await using var one = await SiloProcess.StartAsync(database.Store);
        await using var two = await SiloProcess.StartAsync(database.Store);
        await using var three = await SiloProcess.StartAsync(database.Store);
        Assert.Equal(3, await CountAsync(Active));

        two.Kill();

        await ExpectDeadAsync(two);
        Assert.Equal(2, await CountAsync(Active));

        one.Kill();

        await ExpectDeadAsync(one);
        Assert.Equal(1, await CountAsync(Active));
    }

    [SkippableFact]
    public async Task Kill_OfTheOnlyOne_DoesNotKeepTheNextFromStartingElsewhereNorOnItsPorts()
    {
        await using var killed = await SiloProcess.StartAsync(database.Store);
        killed.Kill();

        await using var elsewhere = SiloProcess.Start(database.Store);

        await ExpectDeadAsync(killed);
        await elsewhere.WaitUntilReadyAsync();

        elsewhere.Kill();
        await NextSecondAsync();

        await using var there = await SiloProcess.StartAsync(
            database.Store, $"Accounts:SiloPort={elsewhere.SiloPort}", $"Accounts:GatewayPort={elsewhere.GatewayPort}");

        Assert.Equal(1, await CountAsync(Active));
        Assert.Equal(2, await CountAsync(Dead));
    }

    [SkippableFact]
    public async Task Start_InAnotherCluster_DoesNotJoin()
    {
        await using var east = await SiloProcess.StartAsync(database.Store, "Accounts:ClusterId=east");
        await using var west = await SiloProcess.StartAsync(database.Store, "Accounts:ClusterId=west");

        Assert.Equal(
            ["east 1", "west 1"],
            await database.ReadAsync("SELECT cluster, count(*) FROM orleans_silo GROUP BY cluster ORDER BY cluster"));
    }

    // What tells a silo from the one before it at the same address is the second in which it was started.
    private static Task<TimeSpan> NextSecondAsync()
    {
        var now = Second();
        return Condition.HoldsAsync(() => Task.FromResult(Second() > now), "the next second has begun");

        static long Second() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
    }

    private Task<TimeSpan> ExpectDeadAsync(SiloProcess silo) =>
        Condition.HoldsAsync(async () => await CountAsync(Dead, silo) == 1, $"{silo.SiloPort} is dead");

    private Task<long> CountAsync(int status, SiloProcess? silo = null) =>
        database.CountAsync($"orleans_silo WHERE status = {status}" + (silo is null ? "" : $" AND port = {silo.SiloPort}"));
}
