using AccountGrains.Cli.Demo;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests;

/// <summary>The three incidents that shaped the ledger: the model of the code that did it still does, the ledger does not.</summary>
public abstract class IncidentTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    public async Task InitializeAsync() => database = await CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public Task Settlement_RetriedWhileItWaitsForAConnection_PaysOnce() =>
        Happens(new SettlementIncident(), naive: "balance 0.04", ledger: "balance 0.03");

    [SkippableFact]
    public Task Withdrawal_OfAllWithAnIncomingPaymentAtOnce_LeavesTheIncomingPayment() =>
        Happens(new StaleSnapshotIncident(), naive: "balance 130", ledger: "balance 30");

    [SkippableFact]
    public Task Transfer_InterruptedByCrashes_MovesTheMoneyOnce() =>
        Happens(new TwoDatabasesIncident(), naive: "A 0, B 0", ledger: "A 0, B 10000");

    private async Task Happens(Incident incident, string naive, string ledger)
    {
        var wrong = await incident.RunNaiveAsync();
        var right = await incident.RunOnLedgerAsync(async () => await RelationalStore.OpenAsync(database.Store));

        Assert.Equal((naive, false), (wrong.Result, wrong.IsRight));
        Assert.Equal((ledger, true), (right.Result, right.IsRight));
        await using var store = await RelationalStore.OpenAsync(database.Store);
        Assert.True((await store.AuditAsync(_ => { })).IsClean);
    }
}

public sealed class SqliteIncidentTests : IncidentTests
{
    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());
}

[Collection(PostgresServer.Collection)]
public sealed class PostgresIncidentTests(PostgresServer server) : IncidentTests
{
    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
