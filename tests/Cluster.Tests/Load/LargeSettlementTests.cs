using System.Diagnostics;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Load;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Load;

/// <summary>A long settlement through the SDK, by processes that are killed and by two at once: each line is paid once.</summary>
[Collection(PostgresServer.Collection)]
public sealed class LargeSettlementTests(PostgresServer server)
{
    private const int Kills = 5;

    private static readonly int Lines = FullSize.Of(20_000);

    // Each kill leaves lines on their way, up to 8,192, which are paid all the same.
    private static readonly int LinesOfKilled = FullSize.Of(20_000, part: 2);

    private static readonly string Paid =
        $"entry WHERE account = '{SettlementLoad.Payer}' AND request_id LIKE '{SettlementLoad.Run}:%' AND outcome = 0";

    [SkippableFact]
    public async Task Settle_KilledFiveTimesThenTwiceAtOnce_PaysEachLineOnce()
    {
        await using var database = await server.CreateDatabaseAsync();
        await (await RelationalStore.OpenAsync(database.Store)).DisposeAsync();
        await using var silo = await SiloProcess.StartAsync(database.Store);
        await OpenAccountsAsync(silo.GatewayPort, LinesOfKilled);
        using var folder = new TemporaryFolder();
        var watch = Stopwatch.StartNew();

        for (var kill = 1; kill <= Kills; kill++)
        {
            using var killed = SettlerProcess.Start(folder.File("killed"), silo.GatewayPort, LinesOfKilled);
            var target = kill * LinesOfKilled / 10;
            await Condition.HoldsAsync(
                async () => killed.HasExited || await database.CountAsync(Paid) >= target, $"{target} lines are paid", TimeSpan.FromMinutes(3));
            Assert.True(killed.Kill(), $"kill {kill} came too late");
        }

        // What a killed process has sent is still carried out.
        var before = await database.CountAsync(Paid);
        using var one = SettlerProcess.Start(folder.File("one"), silo.GatewayPort, LinesOfKilled);
        using var other = SettlerProcess.Start(folder.File("other"), silo.GatewayPort, LinesOfKilled);
        var both = await Task.WhenAll(one.WaitAsync(), other.WaitAsync());

        Measurements.Report(
            $"settlement of {LinesOfKilled:N0} lines from one account through the SDK, one silo in PostgreSQL, killed {Kills} times, "
            + $"then twice at once: {LinesOfKilled / watch.Elapsed.TotalSeconds:N0} lines/s with all starts");
        Assert.All(both, counts => Assert.Equal(LinesOfKilled, counts.Paid + counts.AlreadyPaid));
        Assert.InRange(both.Sum(counts => counts.Paid), 1, LinesOfKilled - before);
        await AssertPaidOnceAsync(database, LinesOfKilled);
    }

    [SkippableFact]
    public async Task Settle_ByOneProcess_PaysEachLineOnce()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var cluster = await Cluster.StartAsync(database.Store);
        await OpenAccountsAsync(cluster.Accounts, Lines);
        var options = new LoadOptions { Settle = Lines };
        using var folder = new TemporaryFolder();
        options.Results = folder.File("results");
        var watch = Stopwatch.StartNew();

        await new SettlementLoad(cluster.Accounts, options).RunAsync(CancellationToken.None);

        Measurements.Report(
            $"settlement of {Lines:N0} lines from one account through the SDK, one silo in PostgreSQL: "
            + $"{Lines / watch.Elapsed.TotalSeconds:N0} lines/s");
        Assert.Equal($"{Lines} 0", await File.ReadAllTextAsync(options.Results));
        await AssertPaidOnceAsync(database, Lines);
    }

    private static async Task OpenAccountsAsync(int gatewayPort, int lines)
    {
        await using var client = await SdkClient.StartAsync([$"127.0.0.1:{gatewayPort}"]);
        await OpenAccountsAsync(client.Accounts, lines);
    }

    private static async Task OpenAccountsAsync(IAccounts accounts, int lines)
    {
        await accounts.ExecuteAsync(new OpenAccount("open", SettlementLoad.Payer, SettlementLoad.Currency) { Busy = true });
        await accounts.ExecuteAsync(new Deposit("fill", SettlementLoad.Payer, lines, SettlementLoad.Currency));
        var options = new LoadOptions();
        foreach (var payee in Enumerable.Range(0, options.Accounts).Select(line => SettlementLoad.PayeeOf(line, options)))
            await accounts.ExecuteAsync(new OpenAccount("open", payee, SettlementLoad.Currency));
    }

    /// <summary>Every line is paid once, as the run has recorded, and the audit agrees, at once and later.</summary>
    private static async Task AssertPaidOnceAsync(TestDatabase database, int lines)
    {
        Assert.Equal(lines, await database.CountAsync(Paid));
        Assert.Equal(
            [$"{SettlementLoad.Run} {lines} {lines} 0 0 {lines / 100}"],
            await database.ReadAsync("SELECT run, lines, paid, refused, conflicts, total FROM settlement"));
        await Verdict.ExpectCleanNowAsync(database);
        await Verdict.ExpectCleanAsync(database);
        Assert.Equal([$"{lines / 100}"], await database.ReadAsync($"SELECT sum(balance) FROM account WHERE id <> '{SettlementLoad.Payer}'"));
    }
}
