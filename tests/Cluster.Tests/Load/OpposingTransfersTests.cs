using System.Collections.Concurrent;
using System.Diagnostics;
using AccountGrains.Cluster.Tests.Transactions;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Load;

/// <summary>Many callers who move money to and fro between two accounts: without one order of locks they wait for each other.</summary>
[Collection(TransactionServer.Collection)]
public sealed class OpposingTransfersTests(PostgresServer server)
{
    private const int Callers = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(FullSize.Of(3, part: 3));
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(FullSize.Of(10, part: 3));

    [SkippableFact]
    public async Task Transfer_BothWaysBy64Callers_NoLockExpires()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var cluster = await Cluster.StartAsync(database.Store);
        foreach (var account in new[] { "a", "b" })
        {
            await cluster.Accounts.ExecuteAsync(new OpenAccount($"open {account}", account, "EUR"));
            await cluster.Accounts.ExecuteAsync(new Deposit($"fill {account}", account, 1_000_000, "EUR"));
        }

        using var events = new TransactionEvents("LockExpired", "PrepareTimedOut");
        var latencies = new ConcurrentBag<TimeSpan>();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CallAsync(cluster.Accounts, caller, latencies)));

        Assert.Equal(0, events.Count());
        await Verdict.ExpectCleanNowAsync(database);
        Report([.. latencies.Order()]);
    }

    private static async Task CallAsync(IAccounts accounts, int caller, ConcurrentBag<TimeSpan> latencies)
    {
        var (from, to) = caller % 2 == 0 ? ("a", "b") : ("b", "a");
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < WarmUp + Duration; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            var receipt = await accounts.ExecuteAsync(new Transfer($"{caller}-{i}", from, to, 1, "EUR"));
            if (Stopwatch.GetElapsedTime(started) > WarmUp) latencies.Add(Stopwatch.GetElapsedTime(sent));
            Assert.True(receipt is { IsApplied: true, IsReplay: false });
        }
    }

    private static void Report(TimeSpan[] latencies) => Measurements.Report(
        $"opposing transfers between two accounts, {Callers} callers, one silo in PostgreSQL: "
        + $"{latencies.Length / Duration.TotalSeconds:N0} transfers/s, p50 {latencies[latencies.Length / 2].TotalMilliseconds:N0} ms, "
        + $"p99 {latencies[latencies.Length * 99 / 100].TotalMilliseconds:N0} ms, most {latencies[^1].TotalMilliseconds:N0} ms");
}
