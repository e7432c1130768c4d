using AccountGrains.Cluster.Tests.Faults;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Holds;

/// <summary>The audit of holds that every silo runs.</summary>
[Collection(FaultServer.Collection)]
public sealed class SiloHoldAuditTests(PostgresServer server) : IAsyncLifetime
{
    private const int HoldsEach = 2;

    private static readonly int Accounts = FullSize.Of(2_000, part: 2);

    private PostgresDatabase database = null!;

    public async Task InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Holds_PastTheirExpiry_AreSettledAsTheirOwnersDecideOrReleased(bool isInMemory)
    {
        await using var cluster = await Cluster.StartAsync(
            isInMemory ? null : database.Store,
            configure: silo => silo.ConfigureServices(services => services
                .AddHoldOwner("orders", _ => new Owner(new HoldDecision.Capture(7)))
                .AddHoldOwner("rentals", _ => new Owner(new HoldDecision.Release()))));
        var accounts = cluster.Accounts;
        await accounts.ExecuteAsync(new OpenAccount("open", "alice", "EUR") { OverdraftLimit = 100 });
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(1);
        foreach (var owner in new[] { null, "orders", "rentals", "unknown" })
            await accounts.ExecuteAsync(new PlaceHold($"of {owner}", "alice", 10, "EUR") { ExpiresAt = soon, Owner = owner });

        await Condition.HoldsAsync(async () => (await accounts.GetAsync("alice"))!.Holds.Count == 1, "all but one are settled");
        await Condition.HoldsAsync(async () => (await SettlementsAsync(accounts)).Count == 3, "all are recorded");

        var alice = (await accounts.GetAsync("alice"))!;
        Assert.Equal((-7, 10, "unknown"), (alice.Balance, alice.Held, Assert.Single(alice.Holds).Owner));
        Assert.Equal(
            [("of ", EntryKind.Expiry), ("of orders", EntryKind.Capture), ("of rentals", EntryKind.Release)],
            (await SettlementsAsync(accounts)).Order());
    }

    [SkippableFact]
    public async Task Expire_OfAnAccountWhereNothingIsDue_WritesNothing()
    {
        await using var cluster = await Cluster.StartAsync(database.Store);
        await cluster.Accounts.ExecuteAsync(new OpenAccount("open", "alice", "EUR") { OverdraftLimit = 100 });
        await cluster.Accounts.ExecuteAsync(new PlaceHold("h", "alice", 10, "EUR") { ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1) });
        var grain = cluster.Services.GetRequiredService<IGrainFactory>().GetGrain<IHoldsGrain>("alice");
        var version = await database.ReadAsync("SELECT version, sequence FROM account");

        Assert.Equal(0, await grain.ExpireAsync());

        Assert.Equal(version, await database.ReadAsync("SELECT version, sequence FROM account"));
    }

    [SkippableFact]
    public async Task Holds_ManyDueAtOnce_AreSettledOnceEach()
    {
        var many = FullSize.Of(3_000);
        await OpenHolds.FillAsync(database, many, holdsEach: 1, TimeProvider.System.GetUtcNow().AddSeconds(-60));
        var started = TimeProvider.System.GetTimestamp();
        await using var cluster = await Cluster.StartAsync(database.Store);

        await Condition.HoldsAsync(async () => await database.CountAsync("hold WHERE status = 'open'") == 0, "all are settled");

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Measurements.Report($"{many:N0} holds of as many idle accounts due at once, one silo in PostgreSQL: {many / seconds:N0} settled/s, its start included");
        Assert.Equal(many, await database.CountAsync("entry WHERE kind = 'expiry'"));
    }

    [SkippableFact]
    public async Task Kill_OfOneOfTwoSilosWhileHoldsExpire_SettlesEachOnce()
    {
        await OpenHolds.FillAsync(database, Accounts, HoldsEach, TimeProvider.System.GetUtcNow().AddSeconds(-60));
        await using var silos = await SiloGroup.StartAsync(database.Store, size: 2);
        await Condition.HoldsAsync(async () => await database.CountAsync("entry WHERE kind = 'expiry'") > 200, "some are settled");

        var started = TimeProvider.System.GetTimestamp();
        silos.Silos[0].Kill();
        var left = await database.CountAsync("hold WHERE status = 'open'");
        await Condition.HoldsAsync(async () => await database.CountAsync("hold WHERE status = 'open'") == 0, "all are settled");

        Measurements.Report(
            $"one of two silos killed while {Accounts * HoldsEach:N0} holds expire: {left:N0} were left, all settled {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s later");
        Assert.True(left > 0, "the silo was killed too late");
        Assert.Equal(Accounts * HoldsEach, await database.CountAsync("entry WHERE kind = 'expiry'"));
        Assert.Equal(Accounts * HoldsEach, await database.CountAsync("(SELECT DISTINCT account, hold FROM entry WHERE kind = 'expiry') e"));
        await using var store = await RelationalStore.OpenAsync(database.Store);
        var findings = new List<Finding>();
        await store.AuditAsync(findings.Add);
        Assert.Empty(findings);
        Assert.Equal(0, await silos.Silos[1].StopAsync());
    }

    private static async Task<List<(string, EntryKind)>> SettlementsAsync(IAccounts accounts) =>
        [.. (await accounts.GetStatementAsync(new StatementQuery("alice"))).Entries
            .Where(entry => entry is { IsApplied: true, Kind: EntryKind.Capture or EntryKind.Release or EntryKind.Expiry })
            .Select(entry => (entry.Hold!, entry.Kind))];

    private sealed class Owner(HoldDecision decision) : IHoldOwner
    {
        public Task<HoldDecision> DecideAsync(DueHold hold, CancellationToken cancellationToken) => Task.FromResult(decision);
    }
}
