using System.Globalization;
using AccountGrains.Client;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests;
using AccountGrains.Ledger.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Commands of one account that arrive while a transfer has it locked: one transaction decides them all.</summary>
[Collection(TransactionServer.Collection)]
public sealed class CommandGroupTests(PostgresServer server, FaultyCluster cluster) : IClassFixture<FaultyCluster>, IAsyncLifetime
{
    private static readonly int Window = 2 * new AccountsOptions().Window;

    private readonly string test = Guid.NewGuid().ToString("N")[..8];
    private readonly Gate loaded = new();

    private IAccounts Accounts => cluster.Cluster.Accounts;

    private string Alice => $"alice.{test}";

    private string Bob => $"bob.{test}";

    public async Task InitializeAsync()
    {
        await cluster.StartAsync(server);
        cluster.Store.BeforeLoad = _ => Task.CompletedTask;
        cluster.Store.BeforeWrite = _ => Task.CompletedTask;
        cluster.Store.AfterWrite = _ => Task.CompletedTask;
        await Accounts.ExecuteAsync(new OpenAccount("open", Alice, "EUR"));
        await Accounts.ExecuteAsync(new Deposit("first", Alice, 100, "EUR"));
        await Accounts.ExecuteAsync(new OpenAccount("open", Bob, "EUR"));
        await Accounts.ExecuteAsync(new Transfer("known", Alice, Bob, 1, "EUR"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [InlineData(20, 1)]
    [InlineData(300, 2)]
    public async Task Execute_WhileTheAccountIsLocked_IsOneTransactionOfAsManyAsThereMayBe(int commands, int transactions)
    {
        var before = await TransactionsAsync();

        var receipts = await MeetAsync([.. Enumerable.Range(0, commands).Select(i => new Deposit($"deposit {i}", Alice, 1, "EUR"))]);

        Assert.All(receipts, receipt => Assert.True(receipt is { IsApplied: true, IsReplay: false }));
        Assert.Equal(commands, receipts.Select(receipt => receipt.Entry.Sequence).Distinct().Count());
        // The transfer, and all that waited for it.
        Assert.Equal(before + 1 + transactions, await TransactionsAsync());
        await ExpectBalanceAsync(98 + commands);
    }

    [SkippableFact]
    public async Task Execute_TogetherWithOthers_IsDecidedOnWhatTheyHaveLeft()
    {
        var receipts = await MeetAsync([.. Enumerable.Range(0, 4).Select(i => new Withdraw($"withdraw {i}", Alice, 40, "EUR"))]);

        Assert.Equal(2, receipts.Count(receipt => receipt.IsApplied));
        Assert.Equal(2, receipts.Count(receipt => receipt.Outcome == Outcome.InsufficientFunds));
        await ExpectBalanceAsync(98 - 80);
    }

    [SkippableFact]
    public async Task Execute_SameRequestTogether_IsAppliedOnce()
    {
        var deposit = new Deposit("deposit", Alice, 1, "EUR");

        var receipts = await MeetAsync(deposit, deposit, deposit, new Deposit("first", Alice, 100, "EUR"));

        Assert.All(receipts, receipt => Assert.True(receipt.IsApplied));
        Assert.Equal([false, true, true, true], receipts.Select(receipt => receipt.IsReplay).Order());
        await ExpectBalanceAsync(98 + 1);
    }

    [SkippableFact]
    public async Task Execute_OneRequestIdForTwoCommandsTogether_IsAConflict()
    {
        var receipts = await MeetAsync(new Deposit("deposit", Alice, 1, "EUR"), new Deposit("deposit", Alice, 2, "EUR"));

        Assert.Equal([Outcome.Applied, Outcome.RequestConflict], receipts.Select(receipt => receipt.Outcome).Order());
        await ExpectBalanceAsync(98 + receipts[0].Entry.Amount);
    }

    [SkippableFact]
    public async Task Execute_TogetherWithARequestThatLeftTheWindow_IsDone()
    {
        await FillWindowAsync();

        var receipts = await MeetAsync(
            [new Deposit("first", Alice, 100, "EUR"), .. Enumerable.Range(0, 4).Select(i => new Deposit($"deposit {i}", Alice, 1, "EUR"))]);

        Assert.True(receipts[0] is { IsApplied: true, IsReplay: true });
        Assert.All(receipts[1..], receipt => Assert.True(receipt is { IsApplied: true, IsReplay: false }));
        await ExpectBalanceAsync(98 + Window + 4);
    }

    [SkippableFact]
    public async Task Execute_TogetherWithWhatTheJournalHasToAnswer_IsDone()
    {
        await FillWindowAsync();

        var receipts = await MeetAsync(
            new CaptureHold("capture", Alice, "no hold"), new Deposit("deposit", Alice, 1, "EUR"));

        Assert.Equal([Outcome.HoldNotFound, Outcome.Applied], receipts.Select(receipt => receipt.Outcome));
        await ExpectBalanceAsync(98 + Window + 1);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_TogetherWithAWriteOfUnknownOutcome_IsAppliedOnce(bool isDurable)
    {
        var lost = new LostAnswer(write => write.Id == Alice && write.After.Account.Balance >= 98 + 5, isDurable);
        lost.Await(cluster.Store);

        var receipts = await MeetAsync([.. Enumerable.Range(0, 5).Select(i => new Deposit($"deposit {i}", Alice, 1, "EUR"))]);

        Assert.True(lost.WasLost);
        Assert.All(receipts, receipt => Assert.True(receipt.IsApplied));
        await ExpectBalanceAsync(98 + 5);
    }

    /// <summary>Lets commands arrive while a transfer has the account and waits for another one.</summary>
    private async Task<Receipt[]> MeetAsync(params Command[] commands)
    {
        await cluster.Cluster.Grains.GetGrain<IAccountGrain>(Bob).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        var load = cluster.Store.BeforeLoad;
        cluster.Store.BeforeLoad = async account =>
        {
            await load(account);
            if (account == Bob) await loaded.PassAsync();
        };
        var transfer = Accounts.ExecuteAsync(new Transfer("locks", Alice, Bob, 1, "EUR"));
        await loaded.Reached.WaitAsync(Eventually.Limit);

        var receipts = commands.Select(command => Accounts.ExecuteAsync(command)).ToArray();
        var arrived = cluster.Cluster.Services.GetRequiredService<CommandsInProgress>();
        await Eventually.Holds(() => Task.FromResult(arrived.Count == 1 + commands.Length), "all have arrived");
        loaded.Open();

        Assert.True((await transfer).IsApplied);
        return await Task.WhenAll(receipts);
    }

    /// <summary>Deposits so often that the first requests are in the journal alone.</summary>
    private async Task FillWindowAsync() =>
        await Task.WhenAll(Enumerable.Range(0, Window).Select(i => Accounts.ExecuteAsync(new Deposit($"newer {i}", Alice, 1, "EUR"))));

    private async Task<long> TransactionsAsync() =>
        long.Parse(Assert.Single(await cluster.Database.ReadAsync($"SELECT committed FROM account WHERE id = '{Alice}'")), CultureInfo.InvariantCulture);

    private async Task ExpectBalanceAsync(decimal balance)
    {
        Assert.Equal(balance, (await Accounts.GetAsync(Alice))!.Balance);
        await Verdict.ExpectCleanAsync(cluster.Database);
    }
}
