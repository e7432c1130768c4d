using AccountGrains.Client;
using AccountGrains.Cluster.Tests.Load;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// An account is told that a transfer was undone which its manager has written together with it: by an activation of the manager
/// that came after and has never heard of it.
/// </summary>
[Collection(TransactionServer.Collection)]
public sealed class LateCancelTests(PostgresServer server, FaultyCluster cluster) : IClassFixture<FaultyCluster>
{
    private IAccounts Accounts => cluster.Cluster.Accounts;

    [SkippableFact]
    public async Task Cancel_OfWhatTheManagerHasWritten_IsItsConfirmation()
    {
        await cluster.StartAsync(server);
        foreach (var account in new[] { "alice", "bob" })
            await Accounts.ExecuteAsync(new OpenAccount("open", account, "EUR") { OverdraftLimit = 100 });
        var cancelled = new TaskCompletionSource<Task>();
        cluster.Store.AfterWrite = async write =>
        {
            if (write is not { Id: "alice", Decide: [var decision] } || !cancelled.TrySetResult(CancelAsync("bob", decision))) return;
            // Once bob answers this, he has the other message too.
            await cluster.Cluster.Grains.GetGrain<IPartGrain>("bob").IsBusyAsync();
        };
        using var undone = new TransactionEvents("AbortAndRestoreStarted");

        var first = await Accounts.ExecuteAsync(new Transfer("first", "alice", "bob", 10, "EUR"));
        await await cancelled.Task;
        var second = await Accounts.ExecuteAsync(new Deposit("second", "bob", 1, "EUR"));
        var third = await Accounts.ExecuteAsync(new Transfer("third", "bob", "alice", 1, "EUR"));

        Assert.All([first, second, third], receipt => Assert.True(receipt.IsApplied));
        Assert.Equal(0, undone.Count());
        Assert.Equal((-9, 10), ((await Accounts.GetAsync("alice"))!.Balance, (await Accounts.GetAsync("bob"))!.Balance));
        await Verdict.ExpectCleanNowAsync(cluster.Database);
    }

    private Task CancelAsync(string account, DecidedTransaction decision) =>
        cluster.Cluster.Grains.GetGrain<IAccountGrain>(account).AsReference<ITransactionalResourceExtension>()
            .Cancel("account", decision.Transaction, decision.Clock, TransactionalStatus.PresumedAbort);
}
