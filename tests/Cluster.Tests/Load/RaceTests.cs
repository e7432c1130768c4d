using AccountGrains.Cluster.Tests.Transactions;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Load;

/// <summary>Commands that meet others on their way to the store, which may yet be undone.</summary>
[Collection(PostgresServer.Collection)]
public sealed class RaceTests(PostgresServer server) : IAsyncLifetime
{
    private readonly FaultyTransactions store = new();
    private PostgresDatabase? database;
    private Cluster? cluster;

    private IAccounts Accounts => cluster!.Accounts;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (cluster is not null) await cluster.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Reverse_OfATransferThatIsJustBeingMade_NeverUndoesOneLegAlone()
    {
        const int Rounds = 40;
        await StartAsync(("a", 1_000), ("b", 1_000));
        var transfers = Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++) await Accounts.ExecuteAsync(new Transfer($"transfer {i}", "a", "b", 1, "EUR"));
        });
        for (var i = 0; !transfers.IsCompleted; i++)
        {
            var next = (await Accounts.GetAsync("a"))!.Sequence;
            await Task.WhenAll(Enumerable.Range(1, 4).Select(ahead =>
                Accounts.ExecuteAsync(new ReverseEntry($"reversal {i}-{ahead}", "a", next + ahead))));
        }

        await transfers;
        Assert.Equal(2_000, await BalanceOf("a") + await BalanceOf("b"));
        await Verdict.ExpectCleanNowAsync(database!);
    }

    [SkippableFact]
    public async Task Refusal_OfWhatSawAChangeThatIsUndone_IsNotRemembered()
    {
        const int Rounds = 15;
        await StartAsync(("a", 100), ("b", 0), ("c", 0));
        for (var i = 0; i < Rounds; i++)
        {
            // The transfer of everything locks the account, finds its id taken at the destination, and is undone.
            await Accounts.ExecuteAsync(new Deposit($"taken {i}", "b", 1, "EUR"));
            var everything = Accounts.ExecuteAsync(new Transfer($"taken {i}", "a", "b", 100, "EUR"));
            var half = Accounts.ExecuteAsync(new Transfer($"half {i}", "a", "c", 50, "EUR"));

            Assert.Equal(Outcome.RequestConflict, (await everything).Outcome);
            Assert.Equal(Outcome.Applied, (await half).Outcome);
            await Accounts.ExecuteAsync(new Transfer($"back {i}", "c", "a", 50, "EUR"));
        }
    }

    [SkippableFact]
    public async Task Execute_AnOldRequestAmongManyNew_FailsNoneOfThem()
    {
        const int Many = 1_000;
        await StartAsync(("a", 0));
        await Accounts.ExecuteAsync(new Deposit("old", "a", 7, "EUR"));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Accounts.ExecuteAsync(new Deposit($"fill {i}", "a", 1, "EUR"))));

        var receipts = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Accounts.ExecuteAsync(
            i == Many / 2 ? new Deposit("old", "a", 7, "EUR") : new Deposit($"new {i}", "a", 1, "EUR"))));

        Assert.All(receipts, receipt => Assert.True(receipt.IsApplied));
        Assert.True(receipts[Many / 2].IsReplay);
        Assert.Equal(7 + 200 + Many - 1, await BalanceOf("a"));
    }

    [SkippableFact]
    public async Task ExecuteAll_OldTransfersAgainAndAgain_IsInVainOncePerWorker()
    {
        const int Many = 16;
        var workers = Environment.ProcessorCount;
        await StartAsync(("a", 1_000), ("b", 0), ("c", 0));
        Transfer[] transfers = [.. Enumerable.Range(0, Many).Select(i => new Transfer($"old {i}", "a", i % 2 == 0 ? "b" : "c", 1, "EUR"))];
        var first = await Task.WhenAll(Accounts.ExecuteAll(transfers));
        await Task.WhenAll(from account in (string[])["a", "b", "c"]
                           from i in Enumerable.Range(0, 200)
                           select Accounts.ExecuteAsync(new Deposit($"new {i}", account, 1, "EUR")));
        var inVain = new List<int>();
        var begun = 0;
        store.BeforeWrite = write =>
        {
            Interlocked.Add(ref begun, write.Decide.Count);
            return Task.CompletedTask;
        };

        for (var round = 0; round <= workers; round++)
        {
            var again = await Task.WhenAll(Accounts.ExecuteAll(transfers));
            Assert.Equal(first.Select(receipt => receipt with { IsReplay = true }), again);
            inVain.Add(Interlocked.Exchange(ref begun, 0));
        }

        // No worker looks for old requests before it has met one. Each meets its first in vain, and looks for the others then.
        Assert.Equal(1, inVain.Max());
        Assert.InRange(inVain.Sum(), 1, workers);
    }

    private async Task StartAsync(params (string Account, decimal Balance)[] accounts)
    {
        database = await server.CreateDatabaseAsync();
        cluster = await Cluster.StartAsync(database.Store, new AccountsOptions { Window = 16 }, configure: store.AddTo);
        foreach (var (account, balance) in accounts)
        {
            await Accounts.ExecuteAsync(new OpenAccount($"open {account}", account, "EUR"));
            if (balance > 0) await Accounts.ExecuteAsync(new Deposit($"fill {account}", account, balance, "EUR"));
        }
    }

    private async Task<decimal> BalanceOf(string account) => (await Accounts.GetAsync(account))!.Balance;
}
