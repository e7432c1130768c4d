using AccountGrains.Cluster.Tests.Faults;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Cluster.Tests.Transactions;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Incidents;

/// <summary>
/// A transfer between accounts on two silos, of which the one that manages it is killed on the way. The test holds the row of
/// an account, so that the transfer stands still where it wants it.
/// </summary>
[Collection(FaultServer.Collection)]
public sealed class KilledManagerTests(PostgresServer server) : IAsyncLifetime
{
    private const string Waiting =
        "SELECT pid, xact_start FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private PostgresDatabase database = null!;
    private TransferScene scene = null!;

    private string Promise => $"prepared WHERE participant = '{scene.Transfer.Legs[0].To}'";

    public async Task InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        scene = await TransferScene.PrepareAsync(database);
    }

    public async Task DisposeAsync()
    {
        if (scene is not null) await scene.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Kill_BetweenPromiseAndDecision_LeavesATransferThatIsAppliedOnceWhenAskedAgain()
    {
        Task<Receipt> asked;
        await using (var decision = await RowLock.TakeAsync(database, scene.Transfer.Legs[0].From))
        {
            asked = scene.Accounts.ExecuteAsync(scene.Transfer);
            await UntilAsync(async () => await database.CountAsync(Promise) == 1, "the other account has promised");
            await decision.SomebodyWaits();
            scene.Manager.Kill();
            await decision.EndWhoWaits();
        }

        Assert.Equal(0, await database.CountAsync("decided"));
        await ExpectAppliedOnceAsync(asked);
    }

    [SkippableFact]
    public async Task Kill_BetweenDecisionAndConfirmation_LeavesATransferThatIsCarriedThrough()
    {
        Task<Receipt> asked;
        RowLock confirmation;
        await using (await RowLock.TakeAsync(database, scene.Transfer.Legs[0].From))
        {
            asked = scene.Accounts.ExecuteAsync(scene.Transfer);
            await UntilAsync(async () => await database.CountAsync(Promise) == 1, "the other account has promised");
            confirmation = await RowLock.TakeAsync(database, scene.Transfer.Legs[0].To);
        }

        await using (confirmation)
        {
            await UntilAsync(async () => await database.CountAsync("decided") == 1, "the decision is there");
            scene.Manager.Kill();
            Assert.Equal(1, await database.CountAsync(Promise));
            // What was on its way is given up. Whoever promised learns the decision in another way, as its manager is gone.
            await confirmation.SomebodyWaits();
            var began = await database.ReadAsync(Waiting);
            await UntilAsync(async () => !(await database.ReadAsync(Waiting)).SequenceEqual(began), "the write is refused");
        }

        await ExpectAppliedOnceAsync(asked);
    }

    private static Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, string what) => Condition.HoldsAsync(condition, what);

    private async Task ExpectAppliedOnceAsync(Task<Receipt> asked)
    {
        await asked.ContinueWith(_ => { }, TaskScheduler.Default);
        var receipt = await scene.Accounts.ExecuteAsync(scene.Transfer);

        Assert.True(receipt.IsApplied);
        if (asked.IsCompletedSuccessfully) Assert.Equal((await asked).Entry, receipt.Entry);
        else Assert.IsType<RequestInDoubtException>(asked.Exception!.InnerException);
        Assert.Equal([$"{TransferScene.From - 40}", "40"], await scene.ReadBalancesAsync());
        Assert.Equal(2, await database.CountAsync($"entry WHERE request_id = '{scene.Transfer.RequestId}' AND outcome = 0"));
        await Verdict.ExpectCleanAsync(database);
    }
}
