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
    public async Task Start_OnADatabase_NamesItAndNotItsPassword()
    {
        await using var silo = await SiloProcess.StartAsync(database.Store + ";Password=hidden");

        Assert.Matches(@"store PostgreSQL \S+:\d+/" + database.Name + "$", await silo.WaitUntilReadyAsync());
        Assert.DoesNotContain("NOTHING IS KEPT", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", silo.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Start_OfTwoAtOnceOnAnEmptyDatabase_MigratesItOnceAndFormsOneCluster()
    {
        await using var one = SiloProcess.Start(database.Store);
        await using var two = SiloProcess.Start(database.Store);

        await Task.WhenAll(one.WaitUntilReadyAsync(), two.WaitUntilReadyAsync());

        Assert.Equal(1, await database.CountAsync("ledger_version WHERE version = 1"));
        Assert.Equal(2, await CountAsync(Active));
    }

    [SkippableFact]
    public async Task Kill_OfOneOfThree_IsFoundDeadByTheOthers()
    {
        await using var one = await SiloProcess.StartAsync(database.Store);
        await using var two = await SiloProcess.StartAsync(database.Store);
        await using var three = await SiloProcess.StartAsync(database.Store);
        Assert.Equal(3, await CountAsync(Active));

        two.Kill();

        await ExpectDeadAsync(two);
        Assert.Equal(2, await CountAsync(Active));
    }

    [SkippableFact]
    public async Task Kill_OfOneOfTwo_IsFoundDeadByTheOther()
    {
        await using var one = await SiloProcess.StartAsync(database.Store);
        await using var two = await SiloProcess.StartAsync(database.Store);

        one.Kill();

        await ExpectDeadAsync(one);
    }

    [SkippableFact]
    public async Task Kill_OfTheOnlyOne_DoesNotKeepTheNextFromStartingElsewhere()
    {
        await using var killed = await SiloProcess.StartAsync(database.Store);
        killed.Kill();

        await using var next = SiloProcess.Start(database.Store);

        await ExpectDeadAsync(killed);
        await next.WaitUntilReadyAsync();
    }

    [SkippableFact]
    public async Task Kill_OfTheOnlyOne_DoesNotKeepTheNextFromStartingOnItsPorts()
    {
        await using var killed = await SiloProcess.StartAsync(database.Store);
        killed.Kill();
        await NextSecondAsync();

        await using var next = await SiloProcess.StartAsync(
            database.Store, $"Accounts:SiloPort={killed.SiloPort}", $"Accounts:GatewayPort={killed.GatewayPort}");

        Assert.Equal(1, await CountAsync(Active));
        Assert.Equal(1, await CountAsync(Dead));
    }

    [SkippableFact]
    public async Task Stop_OfOneOfTwo_LeavesTheMembershipBeforeItEnds()
    {
        await using var stays = await SiloProcess.StartAsync(database.Store);
        await using var stops = await SiloProcess.StartAsync(database.Store);

        Assert.Equal(0, await stops.StopAsync());

        Assert.Equal(1, await CountAsync(Dead, stops));
        Assert.Equal(1, await CountAsync(Active, stays));
        // Nobody had to find it dead: it said so itself.
        Assert.Equal(0, await database.CountAsync($"orleans_silo WHERE suspecttimes LIKE '%:{stays.SiloPort}@%'"));
        Assert.Equal("", stops.Errors);
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
