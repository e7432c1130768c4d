using System.Net;
using AccountGrains.Cluster.Tests.Incidents;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>What a silo says of its health from its start to its end.</summary>
[Collection(SiloServer.Collection)]
public sealed class HealthTests(PostgresServer server) : IAsyncLifetime
{
    // The database gives up to wait for a lock after a fifth of its time.
    private static readonly string[] Patient =
        ["Accounts:DatabaseTimeout=00:00:50", "Accounts:LockTimeout=00:00:51", "Accounts:CallTimeout=00:00:52"];

    private PostgresDatabase database = null!;

    public async Task InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Health_BeforeAndAfterTheStart_LivesFirstThenHasStartedAndIsReady()
    {
        await MigrateAsync();
        await using var locked = await TableLock.TakeAsync(database, "ledger_version");
        await using var silo = SiloProcess.Start(database.Store, Patient);
        await ExpectAsync(silo, "live", HttpStatusCode.OK, "Healthy\n");

        await ExpectAsync(silo, "startup", HttpStatusCode.ServiceUnavailable, "start: the silo has not started yet\n");
        await ExpectAsync(silo, "ready", HttpStatusCode.ServiceUnavailable, "start: the silo has not started yet\n");
        await ExpectAsync(silo, "ready", HttpStatusCode.ServiceUnavailable, "membership: the silo is ");
        await ExpectAsync(silo, "ready", HttpStatusCode.ServiceUnavailable, "database: it does not answer within 2 s\n");
        await locked.DisposeAsync();

        await silo.WaitUntilReadyAsync();
        await ExpectAsync(silo, "startup", HttpStatusCode.OK, "start: Healthy\n");
        await ExpectAsync(silo, "ready", HttpStatusCode.OK, "start: Healthy\nmembership: Healthy\nstop: Healthy\ndatabase: Healthy\n");
    }

    [SkippableFact]
    public async Task Stop_OfASiloThatWaitsForItsStore_EndsItWithoutAFailure()
    {
        await MigrateAsync();
        await using var locked = await TableLock.TakeAsync(database, "ledger_version");
        await using var silo = SiloProcess.Start(database.Store);
        await ExpectAsync(silo, "live", HttpStatusCode.OK, "Healthy\n");

        var code = await silo.StopAsync();

        Assert.Equal("", silo.Errors);
        Assert.Equal(0, code);
    }

    [SkippableFact]
    public async Task Stop_OfASiloWithACommandInProgress_IsNotReadyButLivesUntilThatHasEnded()
    {
        await using var silo = await SiloProcess.StartAsync(database.Store, Patient);
        await using var client = await SdkClient.StartAsync([$"127.0.0.1:{silo.GatewayPort}"]);
        await client.Accounts.ExecuteAsync(new OpenAccount("open a", "a", "EUR"));
        await using var locked = await TableLock.TakeAsync(database, "account");
        var depositing = client.Accounts.ExecuteAsync(new Deposit("pay", "a", 1, "EUR"));
        await Condition.HoldsAsync(
            async () => await database.CountAsync("pg_stat_activity WHERE wait_event_type = 'Lock'") > 0, "the command waits");
        await ExpectAsync(silo, "ready", HttpStatusCode.OK, "stop: Healthy\n");

        await silo.AskToStopAsync();

        await ExpectAsync(silo, "ready", HttpStatusCode.ServiceUnavailable, "stop: the silo is stopping\n");
        await ExpectAsync(silo, "live", HttpStatusCode.OK, "Healthy\n");
        Assert.False(depositing.IsCompleted);
        await locked.DisposeAsync();
        Assert.Equal(Outcome.Applied, (await depositing).Outcome);
        Assert.Equal(0, await silo.WaitForExitAsync());
    }

    [SkippableFact]
    public async Task Ready_WhileTheDatabaseIsAway_SaysSoUntilItIsBack()
    {
        var own = await PostgresServer.StartOwnAsync(FreePort.Next());
        try
        {
            await using var books = await own.CreateDatabaseAsync();
            await using var silo = await SiloProcess.StartAsync(books.Store + ";Password=hidden");
            await ExpectAsync(silo, "ready", HttpStatusCode.OK, "database: Healthy\n");

            await own.StopAsync();

            var answer = await ExpectAsync(silo, "ready", HttpStatusCode.ServiceUnavailable, "database: it cannot be used: ");
            Assert.DoesNotMatch("hidden|127.0.0.1|   at ", answer.Text);
            await ExpectAsync(silo, "live", HttpStatusCode.OK, "Healthy\n");
            await own.StartAsync();
            await ExpectAsync(silo, "ready", HttpStatusCode.OK, "database: Healthy\n");
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Ready_OnAnOlderAndOnANewerSchema_IsSoOnTheNewerAlone()
    {
        await using var silo = await SiloProcess.StartAsync(database.Store);

        await database.RunAsync("DELETE FROM ledger_version WHERE version = 6");
        await ExpectAsync(silo, "ready", HttpStatusCode.ServiceUnavailable, "database: its schema is older than this program\n");

        await database.RunAsync("INSERT INTO ledger_version VALUES (6), (999)");
        await ExpectAsync(silo, "ready", HttpStatusCode.OK, "database: Healthy\n");
    }

    private async Task MigrateAsync() => await (await AccountGrains.Storage.RelationalStore.OpenAsync(database.Store)).DisposeAsync();

    // What the database said counts for a second, and a silo that was asked to stop hears of it a moment later.
    private static async Task<AdminAnswer> ExpectAsync(SiloProcess silo, string check, HttpStatusCode status, string words)
    {
        AdminAnswer? answer = null;
        await Condition.HoldsAsync(
            async () =>
            {
                answer = await silo.Admin.TryAskAsync($"/health/{check}");
                return answer?.Status == status && answer.Text.Contains(words, StringComparison.Ordinal);
            },
            $"{check} gives {status} and {words}");
        return answer!;
    }
}
