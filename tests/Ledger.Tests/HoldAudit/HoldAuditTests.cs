using AccountGrains.Ledger.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Ledger.Tests;

/// <summary>The audit of holds beside an embedded host, with a clock that only moves while a test waits.</summary>
public abstract class HoldAuditTests(TestStores stores) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly AuditRecord record = new();
    private EmbeddedLedger ledger = null!;
    private IHoldStore holds = null!;

    public async Task InitializeAsync()
    {
        ledger = new EmbeddedLedger(await stores.OpenAsync(), time: clock);
        holds = (IHoldStore)await stores.OpenAsync();
        foreach (var account in new[] { "alice", "bob" })
        {
            await ledger.ExecuteAsync(new OpenAccount("open", account, "EUR"));
            await ledger.ExecuteAsync(new Deposit("fund", account, 100, "EUR"));
        }
    }

    public async Task DisposeAsync()
    {
        if (ledger is not null) await ledger.DisposeAsync();
        if (holds is IAsyncDisposable store) await store.DisposeAsync();
        await stores.DisposeAsync();
    }

    [SkippableFact]
    public async Task HoldWithoutAnOwner_AtItsExpiry_IsRecordedAsExpiredWithoutACommand()
    {
        var expiresAt = await Place("h", seconds: 60);
        await Place("never mind", seconds: 3600);
        await using var audit = Audit();

        await Passes(async () => await StatusOf("h") == HoldStatus.Expired, "expired");

        var entry = Assert.Single(await EntriesOf("alice"), entry => entry.Kind == EntryKind.Expiry);
        Assert.True(entry.Time >= expiresAt, $"{entry.Time:T}");
        Assert.Equal(HoldStatus.Open, await StatusOf("never mind"));
    }

    [SkippableTheory]
    [InlineData(null, 70)]
    [InlineData(12, 88)]
    public async Task Owner_ThatDecidesToCapture_GetsAllOrThatMuch(int? amount, int balance)
    {
        var expiresAt = await Place("h", seconds: 60, "orders");
        var owner = new AskedOwner(clock, _ => new HoldDecision.Capture(amount));
        await using var audit = Audit(("orders", owner));

        await Passes(async () => await StatusOf("h") == HoldStatus.Captured, "captured");

        Assert.Equal((balance, 0), await MoneyOf("alice"));
        var (hold, time) = Assert.Single(owner.Asked);
        Assert.Equal(new DueHold("alice", "h", 30, "EUR", expiresAt, "orders", 1), hold);
        Assert.True(time >= expiresAt, $"{time:T}");
        await Passes(() => record.Settled.Contains(("h", EntryKind.Capture)), "told");
    }

    [SkippableFact]
    public async Task Owner_ThatDecidesToRelease_MakesTheMoneyAvailable()
    {
        await Place("h", seconds: 1, "orders");
        await using var audit = Audit(("orders", new AskedOwner(clock, _ => new HoldDecision.Release())));

        await Passes(async () => await StatusOf("h") == HoldStatus.Released, "released");

        Assert.Equal((100, 0), await MoneyOf("alice"));
    }

    [SkippableFact]
    public async Task Owner_ThatWantsToBeAskedLater_IsAskedThenOverARestartOfTheAudit()
    {
        await Place("h", seconds: 1, "orders");
        var owner = new AskedOwner(
            clock, hold => hold.Asked == 1 ? new HoldDecision.AskLater(TimeSpan.FromMinutes(10)) : new HoldDecision.Release());
        await using (Audit(("orders", owner))) await Passes(() => owner.Asked.Count == 1, "asked");
        await using var next = Audit(("orders", owner));

        await Passes(async () => await StatusOf("h") == HoldStatus.Released, "released");

        Assert.Equal(2, owner.Asked.Count);
        var times = owner.Asked.Select(asked => asked.Time).ToArray();
        Assert.True(times[1] - times[0] >= TimeSpan.FromMinutes(10), $"{times[1] - times[0]}");
    }

    [SkippableFact]
    public async Task Owner_ThatThrows_IsAskedAgainAfterPausesThatGrow()
    {
        await Place("h", seconds: 1, "orders");
        var owner = new AskedOwner(
            clock, hold => hold.Asked < 5 ? throw new InvalidOperationException("not today") : new HoldDecision.Release());
        await using var audit = Audit(("orders", owner));

        await Passes(async () => await StatusOf("h") == HoldStatus.Released, "released");

        var times = owner.Asked.Select(asked => asked.Time).ToArray();
        var pauses = times.Zip(times[1..], (one, next) => (next - one).TotalSeconds).ToArray();
        Assert.Equal(4, pauses.Length);
        Assert.All(pauses.Zip([1.0, 2, 4, 8]), pair => Assert.True(pair.First >= pair.Second, $"{pair}"));
        Assert.All(record.Undecided, told => Assert.Equal("not today", told.Reason.Message));
    }

    [SkippableFact]
    public async Task Owner_ThatDoesNotAnswer_HoldsNobodyElseUpAndIsAskedAgain()
    {
        await Place("stuck", seconds: 1, "silent");
        await Place("fine", seconds: 1, "orders");
        await Place("nobody's", seconds: 1, account: "bob");
        var silent = new AskedOwner(clock, (_, _) => new TaskCompletionSource<HoldDecision>().Task);
        await using var audit = Audit(
            ("silent", silent), ("orders", new AskedOwner(clock, _ => new HoldDecision.Release())));

        await Passes(
            async () => await StatusOf("fine") == HoldStatus.Released && await StatusOf("nobody's", "bob") == HoldStatus.Expired,
            "the others are settled");
        await Passes(() => silent.Asked.Count >= 3, "asked again");

        Assert.Equal(HoldStatus.Open, await StatusOf("stuck"));
        Assert.All(record.Undecided, told => Assert.Equal("stuck", told.Hold));
    }

    [SkippableFact]
    public async Task Owner_ThatNobodyRegistered_LeavesTheHoldOpenAndIsNamed()
    {
        await Place("h", seconds: 1, "orders");
        await using (Audit()) await Passes(() => record.Unregistered.Contains(("orders", 1)), "named");
        Assert.Equal(HoldStatus.Open, await StatusOf("h"));

        await using var audit = Audit(("orders", new AskedOwner(clock, _ => new HoldDecision.Release())));

        await Passes(async () => await StatusOf("h") == HoldStatus.Released, "released");
    }

    [SkippableFact]
    public async Task Owner_ThatCapturesFromAFrozenAccount_GetsItOnceThatIsOpenAgain()
    {
        await Place("h", seconds: 1, "orders");
        await ledger.ExecuteAsync(new FreezeAccount("freeze", "alice"));
        await using var audit = Audit(("orders", new AskedOwner(clock, _ => new HoldDecision.Capture())));
        await Passes(() => record.Undecided.Count >= 2, "refused twice");
        await ledger.ExecuteAsync(new UnfreezeAccount("unfreeze", "alice"));

        await Passes(async () => await StatusOf("h") == HoldStatus.Captured, "captured");

        Assert.All(record.Undecided, told => Assert.Equal(Outcome.AccountFrozen, Assert.IsType<DecisionRefusedException>(told.Reason).Outcome));
    }

    [SkippableFact]
    public async Task Owner_ThatDecidesWhatCannotBe_IsAskedAgain()
    {
        await Place("h", seconds: 1, "orders");
        await using var audit = Audit(("orders", new AskedOwner(clock, hold => hold.Asked switch
        {
            1 => new HoldDecision.Capture(0.001m),
            2 => new HoldDecision.Capture(30.01m),
            3 => null!,
            _ => new HoldDecision.Capture(30),
        })));

        await Passes(async () => await StatusOf("h") == HoldStatus.Captured, "captured");

        Assert.Equal(
            [typeof(InvalidCommandException), typeof(DecisionRefusedException), typeof(InvalidOperationException)],
            record.Undecided.Select(told => told.Reason.GetType()));
        Assert.Equal((70, 0), await MoneyOf("alice"));
    }

    [SkippableTheory]
    [InlineData(false, HoldStatus.Released)]
    [InlineData(true, HoldStatus.Captured)]
    public async Task Process_ThatDiesWithADecision_LeavesOneSettlementAndNoOther(bool isRecorded, HoldStatus status)
    {
        await Place("h", seconds: 1, "orders");
        Task Die() => throw new RequestInDoubtException("expiry", "the process died");
        var dying = isRecorded ? new InterceptedHost(ledger) { After = Die } : new InterceptedHost(ledger) { Before = Die };
        await using (Audit(dying, ("orders", new AskedOwner(clock, _ => new HoldDecision.Capture()))))
            await Passes(() => !record.Failures.IsEmpty, "dead");
        var owner = new AskedOwner(clock, _ => new HoldDecision.Release());
        await using var next = Audit(("orders", owner));

        await Passes(async () => await StatusOf("h") == status, $"{status}");
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(isRecorded ? 0 : 1, owner.Asked.Count);
        Assert.Single(await EntriesOf("alice"), entry => entry is { IsApplied: true, Kind: EntryKind.Capture or EntryKind.Release });
        Assert.Equal((isRecorded ? 70 : 100, 0), await MoneyOf("alice"));
    }

    [SkippableFact]
    public async Task Decisions_ThatContradictEachOther_TheFirstRecordedStands()
    {
        await Place("h", seconds: 1, "orders");
        var slow = new TaskCompletionSource();
        var isCaptured = new TaskCompletionSource();
        var host = new InterceptedHost(ledger) { Before = () => slow.Task, After = () => { isCaptured.SetResult(); return Task.CompletedTask; } };
        await using var first = Audit(host, ("orders", new AskedOwner(clock, _ => new HoldDecision.Capture())));
        // Its lease ends before it has recorded what it was told.
        await using var second = Audit(("orders", new AskedOwner(
            clock, hold => hold.Asked == 1 ? throw new InvalidOperationException("asked first") : new HoldDecision.Release())));

        await Passes(async () => await StatusOf("h") == HoldStatus.Released, "released");
        slow.SetResult();
        if (record.Undecided.IsEmpty) await isCaptured.Task.WaitAsync(Limit, TimeProvider.System);

        Assert.Equal((100, 0), await MoneyOf("alice"));
        Assert.Single(await EntriesOf("alice"), entry => entry is { IsApplied: true, Kind: EntryKind.Capture or EntryKind.Release });
    }

    [SkippableFact]
    public async Task Audits_SeveralOnOneStore_SettleEachHoldOnce()
    {
        for (var i = 0; i < 40; i++)
        {
            await ledger.ExecuteAsync(new PlaceHold($"free {i}", "alice", 1, "EUR") { ExpiresAt = clock.GetUtcNow().AddSeconds(i % 5) });
            await ledger.ExecuteAsync(new PlaceHold($"owned {i}", "bob", 1, "EUR") { ExpiresAt = clock.GetUtcNow().AddSeconds(i % 5), Owner = "orders" });
        }

        var owner = new AskedOwner(clock, hold => hold.Id.EndsWith('1') ? new HoldDecision.Capture() : new HoldDecision.Release());
        await using var one = Audit(("orders", owner));
        await using var two = Audit(("orders", owner));
        await Passes(async () => (await holds.CountHoldsPastExpiryAsync(clock.GetUtcNow().AddDays(1), default)).Count == 0, "all are settled");

        Assert.Equal(((100, 0), (96, 0)), (await MoneyOf("alice"), await MoneyOf("bob")));
        Assert.Equal(40, (await EntriesOf("alice")).Count(entry => entry.Kind == EntryKind.Expiry));
        Assert.Equal(40, (await EntriesOf("bob")).Count(entry => entry is { IsApplied: true, Kind: EntryKind.Capture or EntryKind.Release }));
        Assert.Empty(record.Failures);
    }

    [SkippableFact]
    public async Task Store_ThatIsAwayForAWhile_IsToldAndAskedAgain()
    {
        await Place("h", seconds: 1);
        await using var audit = new Ledger.HoldAudit(new FailingHolds(holds, times: 3), ledger, time: clock, observer: record);

        await Passes(async () => await StatusOf("h") == HoldStatus.Expired, "expired");

        Assert.Equal(3, record.Failures.OfType<StoreException>().Count());
    }

    [SkippableFact]
    public async Task Host_ThatFails_IsAskedAgainWhenTheLeaseEnds()
    {
        var expiresAt = await Place("h", seconds: 1);
        var calls = 0;
        var host = new InterceptedHost(ledger)
        {
            Before = () => Interlocked.Increment(ref calls) == 1 ? throw new RequestFailedException("§expiry", "full") : Task.CompletedTask,
        };
        await using var audit = Audit(host);

        await Passes(async () => await StatusOf("h") == HoldStatus.Expired, "expired");

        var expiry = Assert.Single(await EntriesOf("alice"), entry => entry.Kind == EntryKind.Expiry);
        Assert.True(expiry.Time >= expiresAt.AddSeconds(10), $"{expiry.Time:T}");
        Assert.Single(record.Failures);
    }

    [SkippableFact]
    public async Task Dispose_WhileAnOwnerIsAsked_DoesNotWaitForIt()
    {
        await Place("h", seconds: 1, "orders");
        var owner = new AskedOwner(clock, async (_, cancelled) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
            return new HoldDecision.Release();
        });
        var audit = Audit(("orders", owner));
        await Passes(() => owner.Asked.Count == 1, "asked");

        await audit.DisposeAsync().AsTask().WaitAsync(Limit, TimeProvider.System);

        Assert.Empty(record.Undecided);
        Assert.Equal(HoldStatus.Open, await StatusOf("h"));
    }

    [SkippableFact]
    public async Task Expire_OfWhatIsDue_RecordsThatAndNothingElse()
    {
        await Place("due", seconds: 2);
        await Place("due too", seconds: 1, account: "bob");
        await Place("owned", seconds: 2, "orders");
        await Place("later", seconds: 60);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(2, await Ledger.HoldAudit.ExpireAsync(holds, ledger, clock));
        Assert.Equal(0, await Ledger.HoldAudit.ExpireAsync(holds, ledger, clock));

        Assert.Equal((HoldStatus.Expired, HoldStatus.Expired), (await StatusOf("due"), await StatusOf("due too", "bob")));
        Assert.Equal((HoldStatus.Open, HoldStatus.Open), (await StatusOf("owned"), await StatusOf("later")));
    }

    private Ledger.HoldAudit Audit(params (string Name, AskedOwner Owner)[] owners) => Audit(ledger, owners);

    private Ledger.HoldAudit Audit(IHoldHost host, params (string Name, AskedOwner Owner)[] owners) =>
        new(holds, host, owners.ToDictionary(owner => owner.Name, owner => (IHoldOwner)owner.Owner), time: clock, observer: record);

    private async Task<DateTimeOffset> Place(string id, int seconds, string? owner = null, string account = "alice")
    {
        var expiresAt = clock.GetUtcNow().AddSeconds(seconds);
        var receipt = await ledger.ExecuteAsync(new PlaceHold(id, account, 30, "EUR") { ExpiresAt = expiresAt, Owner = owner });
        Assert.True(receipt.IsApplied, $"{receipt.Outcome}");
        return expiresAt;
    }

    private async Task<HoldStatus> StatusOf(string hold, string account = "alice") =>
        (await ((IAccountStore)holds).LookUpAsync([new HoldLookup(account, hold)], default))[0].Hold!.Status;

    private async Task<(decimal Balance, decimal Held)> MoneyOf(string account) =>
        await ledger.GetAsync(account) is { } found ? (found.Balance, found.Held) : default;

    private async Task<IReadOnlyList<Entry>> EntriesOf(string account) =>
        (await ledger.GetStatementAsync(new StatementQuery(account) { PageSize = 1000 })).Entries;

    private Task Passes(Func<bool> condition, string what) => Passes(() => Task.FromResult(condition()), what);

    /// <summary>Lets time pass until something holds.</summary>
    private async Task Passes(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"still not so: {what}; {string.Join("; ", record.Failures)}");
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}

public sealed class MemoryHoldAuditTests() : HoldAuditTests(TestStores.InMemory());

public sealed class SqliteHoldAuditTests() : HoldAuditTests(TestStores.InSqlite());

[Collection(PostgresServer.Collection)]
public sealed class PostgresHoldAuditTests(PostgresServer server) : HoldAuditTests(TestStores.InPostgres(server));
