using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// Two transfers between the same accounts, the second behind the first, on two silos. Its promise is told before the first is
/// confirmed, and holds only together with it.
/// </summary>
[Collection(TransactionServer.Collection)]
public sealed class EarlyPromiseTests(PostgresServer server, ApartCluster cluster) : IClassFixture<ApartCluster>, IAsyncLifetime
{
    private readonly string manager = $"a.{Guid.NewGuid():N}";
    private readonly string participant = $"b.{Guid.NewGuid():N}";
    private readonly Gate decision = new();
    private readonly TaskCompletionSource secondPromise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IAccounts Accounts => cluster.Cluster.Accounts;

    public async Task InitializeAsync()
    {
        await cluster.StartAsync(server);
        foreach (var account in new[] { manager, participant })
        {
            await Accounts.ExecuteAsync(new OpenAccount("open", account, "EUR"));
            await Accounts.ExecuteAsync(new Deposit("fill", account, 100, "EUR"));
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task Transfer_BehindAnother_IsDecidedBeforeThatIsConfirmed()
    {
        var confirmation = new Gate();
        cluster.Store.BeforeWrite = write =>
            IsFirstDecision(write) ? decision.PassAsync()
            : write.Id == participant && ProtocolStep.Confirm.IsPartOf(write) ? confirmation.PassAsync()
            : Task.CompletedTask;
        var (first, second) = await SendBothAsync();

        decision.Open();
        await confirmation.Reached;

        Assert.True((await second.WaitAsync(Eventually.Limit)).IsApplied);
        confirmation.Open();
        await ExpectDoneOnceAsync(first, second);
    }

    [SkippableFact]
    public async Task Transfer_BehindAnotherThatIsUndone_IsUndoneWithItAndDoneOnce()
    {
        var refused = 0;
        cluster.Store.BeforeWrite = async write =>
        {
            if (!IsFirstDecision(write) || Interlocked.Exchange(ref refused, 1) == 1) return;
            await decision.PassAsync();
            throw new StoreException(StoreProblem.Locked, "another process holds the row");
        };
        var (first, second) = await SendBothAsync();

        decision.Open();

        await ExpectDoneOnceAsync(first, second);
    }

    /// <summary>Sends the second once the first is about to be decided, and waits for the second promise.</summary>
    private async Task<(Task<Receipt> First, Task<Receipt> Second)> SendBothAsync()
    {
        var promises = 0;
        cluster.Store.AfterWrite = write =>
        {
            if (write.Id == participant && (promises += write.Prepare.Count) == 2) secondPromise.TrySetResult();
            return Task.CompletedTask;
        };
        var first = Accounts.ExecuteAsync(new Transfer("first", manager, participant, 10, "EUR"));
        await decision.Reached.WaitAsync(Eventually.Limit);
        var second = Accounts.ExecuteAsync(new Transfer("second", participant, manager, 105, "EUR"));
        await secondPromise.Task.WaitAsync(Eventually.Limit);
        return (first, second);
    }

    private bool IsFirstDecision(ParticipantWrite<Books> write) => write.Id == manager && write.Decide.Count > 0 && !decision.IsOpen;

    private async Task ExpectDoneOnceAsync(params Task<Receipt>[] transfers)
    {
        var receipts = await Task.WhenAll(transfers).WaitAsync(Eventually.Limit);
        // The second pays what the first has brought: it is refused where it is judged without it.
        Assert.True(receipts[0].IsApplied);
        var expected = receipts[1].IsApplied ? 195m : 90m;
        Assert.Equal(expected, (await Accounts.GetAsync(manager))!.Balance);
        Assert.Equal(200 - expected, (await Accounts.GetAsync(participant))!.Balance);
        await Verdict.ExpectCleanAsync(cluster.Database);
    }
}
