using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests;

/// <summary>Many open holds whose expiries passed within one minute, all due when the audit starts.</summary>
public abstract class ManyHoldsTests
{
    private const int HoldsEach = 10;

    private static readonly int Accounts = FullSize.Of(10_000);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    protected abstract string Name { get; }

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    [SkippableFact]
    public async Task Audit_OfManyDueHolds_SettlesEachOnce()
    {
        await using var database = await CreateDatabaseAsync();
        await OpenHolds.FillAsync(database, Accounts, HoldsEach, TimeProvider.System.GetUtcNow().AddSeconds(-59), owner: "orders");
        var store = await RelationalStore.OpenAsync(database.Store);
        await using var ledger = new EmbeddedLedger(store);
        var owner = new AskedOwner(
            TimeProvider.System, hold => hold.Account.EndsWith('7') ? new HoldDecision.Capture() : new HoldDecision.Release());

        Measurements.Report(
            $"a look for due holds where none of {Accounts * HoldsEach:N0} open ones is due, in {Name}: {await LookAsync(store):0.00} ms");
        var started = TimeProvider.System.GetTimestamp();
        await using (new Ledger.HoldAudit(store, ledger, new Dictionary<string, IHoldOwner> { ["orders"] = owner }))
            await AreSettledAsync(store, started);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;

        Measurements.Report(
            $"{Accounts * HoldsEach:N0} holds due at once in {Name}: {Accounts * HoldsEach / seconds:N0} settled/s, the last one {seconds:0.0} s late");
        Assert.Equal(
            [$"capture {Accounts / 10}", $"expiry {Accounts * (HoldsEach - 1)}", $"release {Accounts - Accounts / 10}"],
            await database.ReadAsync("SELECT kind, count(*) FROM entry WHERE sequence > 12 GROUP BY kind ORDER BY kind"));
        Assert.Equal(0, await database.CountAsync("hold WHERE status = 'open'"));
        var findings = new List<Finding>();
        await store.AuditAsync(findings.Add);
        Assert.Empty(findings);
    }

    /// <summary>The milliseconds that it takes to find that nothing is due, which every process does all the time.</summary>
    private static async Task<double> LookAsync(RelationalStore store)
    {
        const int looks = 50;
        var longAgo = TimeProvider.System.GetUtcNow().AddHours(-1);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < looks; i++) Assert.Empty(await store.ClaimHoldsAsync(null, longAgo, longAgo.AddSeconds(10), 512, default));
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds / looks;
    }

    private static async Task AreSettledAsync(RelationalStore store, long started)
    {
        while ((await store.CountHoldsPastExpiryAsync(TimeProvider.System.GetUtcNow(), default)).Count > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, "holds are still open");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}

public sealed class SqliteManyHoldsTests : ManyHoldsTests
{
    protected override string Name => "SQLite";

    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());
}

[Collection(PostgresServer.Collection)]
public sealed class PostgresManyHoldsTests(PostgresServer server) : ManyHoldsTests
{
    protected override string Name => "PostgreSQL";

    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
