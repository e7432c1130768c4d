using AccountGrains.Ledger.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Ledger.Tests;

/// <summary>How holds that are due are shared between those who settle them.</summary>
public abstract class HoldStoreTests(TestStores stores) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LeaseEnd = Noon.AddSeconds(10);

    // Well before: what the audit takes is told each time, and no command of a test records an expiry.
    private readonly FakeTimeProvider clock = new(Noon.AddDays(-2));
    private EmbeddedLedger ledger = null!;
    private IHoldStore holds = null!;

    public async Task InitializeAsync()
    {
        ledger = new EmbeddedLedger(await stores.OpenAsync(), time: clock);
        holds = (IHoldStore)await stores.OpenAsync();
        await ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR") { OverdraftLimit = 1_000_000 });
    }

    public async Task DisposeAsync()
    {
        if (ledger is not null) await ledger.DisposeAsync();
        if (holds is IAsyncDisposable store) await store.DisposeAsync();
        await stores.DisposeAsync();
    }

    [SkippableFact]
    public async Task Take_GivesWhatIsDueTheLongestDueFirst()
    {
        await Place("later", Noon.AddTicks(10));
        await Place("now", Noon);
        await Place("fraction", Noon.AddMilliseconds(-500));
        await Place("long ago", Noon.AddDays(-1));
        await ledger.ExecuteAsync(new PlaceHold("never", "alice", 1, "EUR"));
        await Place("orders'", Noon.AddDays(-1), "orders");

        var taken = await Take();

        Assert.Equal(["long ago", "fraction", "now"], taken.Select(hold => hold.Id));
        Assert.Equal(new DueHold("alice", "long ago", 1, "EUR", Noon.AddDays(-1), null, Asked: 1), taken[0]);
        Assert.Equal("orders'", Assert.Single(await Take(owner: "orders")).Id);
    }

    [SkippableFact]
    public async Task Take_WithALimit_LeavesTheRestToTheNext()
    {
        foreach (var i in Enumerable.Range(0, 5)) await Place($"h{i}", Noon.AddSeconds(-i));

        Assert.Equal(["h4", "h3"], (await Take(limit: 2)).Select(hold => hold.Id));
        Assert.Equal(["h2", "h1", "h0"], (await Take()).Select(hold => hold.Id));
    }

    [SkippableFact]
    public async Task Take_OfWhatIsTaken_GivesItBackWhenTheLeaseEnds()
    {
        await Place("h", Noon);

        var first = await Take();
        Assert.Empty(await Take(LeaseEnd.AddTicks(-10)));
        var second = await Take(LeaseEnd);

        Assert.Equal([1L, 2], new[] { Assert.Single(first), Assert.Single(second) }.Select(hold => hold.Asked));
    }

    [SkippableFact]
    public async Task Take_ByManyAtOnce_GivesEachHoldToOne()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Place($"h{i}", Noon.AddSeconds(-i))));

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(TakeAllAsync)));

        var ids = taken.SelectMany(ids => ids).ToList();
        Assert.Equal(300, ids.Distinct().Count());
        Assert.Equal(300, ids.Count);
    }

    [SkippableFact]
    public async Task Take_OfASettledHold_DoesNotFindIt()
    {
        foreach (var id in new[] { "captured", "released", "expired" }) await Place(id, Noon.AddSeconds(-1), id == "expired" ? null : "orders");
        await ledger.ExecuteAsync(new CaptureHold("c", "alice", "captured"));
        await ledger.ExecuteAsync(new ReleaseHold("r", "alice", "released"));
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await ledger.ExpireAsync("alice"));
        Assert.Equal(0, await ledger.ExpireAsync("alice"));

        Assert.Empty(await Take());
        Assert.Empty(await Take(owner: "orders"));
    }

    [SkippableFact]
    public async Task Postpone_OfATakenHold_SaysWhenItIsDueAgain()
    {
        await Place("h", Noon, "orders");
        var hold = Assert.Single(await Take(owner: "orders"));

        await holds.PostponeHoldsAsync([(hold, Noon.AddHours(1)), (hold with { Account = "nobody" }, Noon)], default);

        Assert.Empty(await Take(Noon.AddMinutes(59), "orders"));
        Assert.Equal(2, Assert.Single(await Take(Noon.AddHours(1), "orders")).Asked);
    }

    [SkippableFact]
    public async Task Postpone_OfAHoldThatSomebodyElseTookSince_ChangesNothing()
    {
        await Place("h", Noon, "orders");
        var mine = Assert.Single(await Take(owner: "orders"));
        await Take(LeaseEnd, "orders");

        await holds.PostponeHoldsAsync([(mine, Noon.AddDays(1))], default);

        Assert.Equal(3, Assert.Single(await Take(LeaseEnd.AddSeconds(10), "orders")).Asked);
    }

    [SkippableFact]
    public async Task Execute_OnAHoldThatIsTakenAndPostponed_IsAppliedAndLeavesThatAlone()
    {
        await Place("h", Noon, "orders");
        await Place("other", Noon, "orders");
        var taken = await Take(owner: "orders");
        await holds.PostponeHoldsAsync([.. taken.Select(hold => (hold, Noon.AddDays(1)))], default);

        Assert.True((await ledger.ExecuteAsync(new CaptureHold("c", "alice", "h"))).IsApplied);
        Assert.True((await ledger.ExecuteAsync(new Deposit("d", "alice", 1, "EUR"))).IsApplied);

        Assert.Empty(await Take(Noon.AddHours(1), "orders"));
        Assert.Equal(("other", 2), Assert.Single((await Take(Noon.AddDays(1), "orders")).Select(hold => (hold.Id, hold.Asked))));
    }

    [SkippableFact]
    public async Task Count_GivesTheHoldsPastTheirExpiryTakenOrNot()
    {
        await Place("a", Noon, "orders");
        await Place("b", Noon.AddSeconds(-1), "orders");
        await Place("c", Noon);
        await Place("future", Noon.AddSeconds(1), "orders");
        await Take(owner: "orders");

        var counts = await holds.CountHoldsPastExpiryAsync(Noon, default);

        Assert.Equal([new PastExpiry(null, 1), new PastExpiry("orders", 2)], counts.OrderBy(count => count.Owner));
    }

    private Task<Receipt> Place(string id, DateTimeOffset expiresAt, string? owner = null) =>
        ledger.ExecuteAsync(new PlaceHold(id, "alice", 1, "EUR") { ExpiresAt = expiresAt, Owner = owner });

    private Task<IReadOnlyList<DueHold>> Take(DateTimeOffset? now = null, string? owner = null, int limit = 100) =>
        holds.ClaimHoldsAsync(owner, now ?? Noon, (now ?? Noon).AddSeconds(10), limit, default);

    private async Task<List<string>> TakeAllAsync()
    {
        var ids = new List<string>();
        while (await Take(limit: 7) is { Count: > 0 } taken) ids.AddRange(taken.Select(hold => hold.Id));
        return ids;
    }
}

public sealed class MemoryHoldStoreTests() : HoldStoreTests(TestStores.InMemory());

public sealed class SqliteHoldStoreTests() : HoldStoreTests(TestStores.InSqlite());

[Collection(PostgresServer.Collection)]
public sealed class PostgresHoldStoreTests(PostgresServer server) : HoldStoreTests(TestStores.InPostgres(server));
