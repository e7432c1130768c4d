using AccountGrains.Cluster.Tests.Transactions;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Load;

/// <summary>Two silos that do not know of each other, on one database: each has its own activation of every account.</summary>
[Collection(TransactionServer.Collection)]
public sealed class SplitClusterTests(PostgresServer server)
{
    [SkippableFact]
    public async Task Execute_OnAStaleActivation_IsRefusedReloadedAndAppliedOnce()
    {
        await using var split = await Split.StartAsync(server);
        var (one, other) = (split.One.Accounts, split.Other.Accounts);
        await one.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await other.ExecuteAsync(new Deposit("first", "alice", 10, "EUR"));
        using var events = new TransactionEvents("AbortAndRestoreStarted");

        // The first silo still has the account as it was opened.
        var receipt = await one.ExecuteAsync(new Withdraw("second", "alice", 10, "EUR"));
        var late = await other.ExecuteAsync(new Withdraw("third", "alice", 10, "EUR"));

        Assert.True(events.Count() > 0);
        Assert.Equal((Outcome.Applied, 3), (receipt.Outcome, receipt.Entry.Sequence));
        Assert.Equal((Outcome.InsufficientFunds, 4), (late.Outcome, late.Entry.Sequence));
        Assert.Equal((0m, 0m), (receipt.Entry.Balance, late.Entry.Balance));
    }

    [SkippableFact]
    public async Task Execute_TheSameRequestsOnBothSides_AppliesEachOnce()
    {
        const int Requests = 60;
        await using var split = await Split.StartAsync(server);
        foreach (var account in new[] { "a", "b" })
        {
            await split.One.Accounts.ExecuteAsync(new OpenAccount($"open {account}", account, "EUR"));
            await split.One.Accounts.ExecuteAsync(new Deposit($"fill {account}", account, 1_000, "EUR"));
        }

        var receipts = await Task.WhenAll(Enumerable.Range(0, Requests).SelectMany(i => new[] { split.One, split.Other }
            .Select(side => SendUntilKnownAsync(side.Accounts, CommandOf(i)))));

        Assert.All(receipts, receipt => Assert.True(receipt.IsApplied));
        await Verdict.ExpectCleanNowAsync(split.Database);
        // Whoever writes learns what the other side wrote before.
        var here = await SendUntilKnownAsync(split.One.Accounts, new Deposit("here", "a", 1, "EUR"));
        var there = await SendUntilKnownAsync(split.Other.Accounts, new Deposit("there", "a", 1, "EUR"));
        Assert.Equal((1_001m, 1_002m), (here.Entry.Balance, there.Entry.Balance));
    }

    // Two owners of one account keep refusing each other, so that a request may well reach its deadline.
    private static async Task<Receipt> SendUntilKnownAsync(IAccounts accounts, Command command)
    {
        const int MaxTimes = 3;
        for (var times = 1; ; times++)
        {
            try
            {
                return await accounts.ExecuteAsync(command);
            }
            catch (RequestException again) when (times < MaxTimes)
            {
                Assert.Equal(command.RequestId, again.RequestId);
            }
        }
    }

    private static Command CommandOf(int i) => (i % 3) switch
    {
        0 => new Deposit($"request {i}", "a", 1, "EUR"),
        1 => new Transfer($"request {i}", "a", "b", 2, "EUR"),
        _ => new Transfer($"request {i}", "b", "a", 1, "EUR"),
    };

    private sealed record Split(PostgresDatabase Database, Cluster One, Cluster Other) : IAsyncDisposable
    {
        public static async Task<Split> StartAsync(PostgresServer server)
        {
            var database = await server.CreateDatabaseAsync();
            return new Split(database, await Cluster.StartAsync(database.Store), await Cluster.StartAsync(database.Store));
        }

        public async ValueTask DisposeAsync()
        {
            await One.DisposeAsync();
            await Other.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
