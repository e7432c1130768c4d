using System.Text.Json;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>What <c>accounts settle</c> makes of a file. Alice has 60 to spend, Dora is frozen.</summary>
public sealed class SettleTests : IAsyncLifetime
{
    private const string Header = "account,amount,currency,memo";

    private readonly Desk desk = new();

    private string Input => desk.File("in.csv");

    private string ReportFile => Input + ".jan.report.json";

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync().AsTask();

    [Fact]
    public async Task Settle_OfGoodLines_PaysThemAndSumsUp()
    {
        var settle = (await SettleAsync("bob,10.50,CNY,january", "", "fees,1,CNY,")).Expect(0);

        Assert.Equal(
            [
                "all lines are paid",
                "  run           jan",
                "  from          alice",
                "  lines         2",
                "  paid          2",
                "  already paid  0",
                "  refused       0",
                "  total CNY     11.50 paid",
            ],
            settle.Lines.Take(8));
        Assert.Equal(["88.5", "18.5", "1"], await BalancesAsync());
        Assert.Equal(["jan:2 january", "jan:4 "], await EntriesOfAliceAsync());
    }

    [Fact]
    public async Task Settle_WithRefusedLines_NamesEachInTheReport()
    {
        var settle = (await SettleAsync("bob,50,CNY,", "dora,1,CNY,gift", "bob,20,CNY,", "bob,1,EUR,")).Expect(1);

        Assert.Contains("  total EUR             0.00 paid, 1.00 refused", settle.Lines);
        var report = ReadReport();
        Assert.Equal(
            [(3, "dora", "gift", "accountFrozen"), (4, "bob", null, "insufficientFunds"), (5, "bob", null, "wrongCurrency")],
            report.GetProperty("refused").EnumerateArray().Select(line => (
                line.GetProperty("line").GetInt32(),
                line.GetProperty("account").GetString(),
                line.GetProperty("memo").GetString(),
                line.GetProperty("reason").GetString())));
        Assert.Equal((4, 1, 0), CountsOf(report.GetProperty("summary")));
        (await desk.RunAsync("audit")).Expect(0);
    }

    [Fact]
    public async Task Settle_Again_PaysNothingAndReportsTheSame()
    {
        await SettleAsync("bob,50,CNY,", "dora,1,CNY,");
        await desk.RunAsync("unfreeze dora");
        var books = await Books.ReadAsync(desk.Database);

        (await SettleAgainAsync()).Expect(1);

        Assert.Equal((2, 0, 1), CountsOf(ReadReport().GetProperty("summary")));
        Assert.Equal("accountFrozen", ReadReport().GetProperty("refused")[0].GetProperty("reason").GetString());
        Assert.Equal(books, await Books.ReadAsync(desk.Database));
    }

    [Fact]
    public async Task Settle_OfAChangedFile_NamesTheFirstDifferingLineAndPaysNothing()
    {
        await SettleAsync("bob,1,CNY,", "bob,2,CNY,", "bob,3,CNY,");
        var (books, report) = (await Books.ReadAsync(desk.Database), await File.ReadAllTextAsync(ReportFile));

        (await SettleAsync("bob,1,CNY,", "bob,2.01,CNY,", "fees,3,CNY,", "bob,4,CNY,"))
            .ExpectRefusal(2, Input, "run jan", "line 3 has changed", "nothing was paid");
        (await SettleAsync("bob,1.00,CNY,", "bob,2,CNY,", "bob,3,CNY,", "bob,4,CNY,"))
            .ExpectRefusal(2, "line 5 was not there");
        (await desk.RunAsync($"settle {Input} --run jan --from bob")).ExpectRefusal(2, "'bob' is also the account to debit");

        Assert.Equal(books, await Books.ReadAsync(desk.Database));
        Assert.Equal(report, await File.ReadAllTextAsync(ReportFile));
    }

    [Fact]
    public async Task Settle_OfMalformedLines_NamesThemAndPaysNothing()
    {
        var books = await Books.ReadAsync(desk.Database);

        (await SettleAsync("bob,1,CNY,", "bob,one,CNY,", "bob,1,CNY", "b b,1,CNY,", "alice,1,CNY,", "bob,\"1,CNY,", "bob,-1,CNY,", "bob,1,CNX,"))
            .ExpectRefusal(
                2,
                "7 lines are malformed, nothing was paid",
                "line 3: amount: 'one' is not a plain decimal number",
                "line 4: line: has 3 fields; 4 are needed",
                "line 5: account: has U+0020 at 2",
                "line 6: account: 'alice' is also the account to debit",
                "line 7: line: has a quote",
                "; and 2 more");

        Assert.Equal(books, await Books.ReadAsync(desk.Database));
        Assert.Equal([Input], Directory.GetFiles(Path.GetDirectoryName(Input)!));
        (await SettleAsync("bob,1,CNY,")).Expect(0);
    }

    [Theory]
    [InlineData("--run jan --from nobody", "account nobody was never opened; nothing was paid")]
    [InlineData("--run jan --from \"a b\"", "from: has U+0020 at 2")]
    [InlineData("--run \"\" --from alice", "run: is missing")]
    [InlineData("--run jän --from alice", "run: has U+00E4 at 2")]
    [InlineData("--run --json --from alice", "--run: its value is missing")]
    [InlineData("--from alice", "--run")]
    [InlineData("--run jan", "--from")]
    public async Task Settle_WithoutWhatItNeeds_SaysSo(string options, string problem)
    {
        await File.WriteAllLinesAsync(Input, [Header, "bob,1,CNY,"]);

        (await desk.RunAsync($"settle {Input} {options}")).ExpectRefusal(2, problem);

        Assert.Equal(0, await desk.Database.CountAsync("settlement"));
    }

    [Fact]
    public async Task Settle_RunWithCharactersOfPaths_ReportsBesideTheFile()
    {
        await File.WriteAllLinesAsync(Input, [Header, "bob,1,CNY,"]);

        (await desk.RunAsync($"settle {Input} --run \"2026/01 50%\" --from alice")).Expect(0);

        Assert.True(File.Exists(Input + ".2026%2F01%2050%25.report.json"));
    }

    [Fact]
    public async Task Settle_IntoAMissingStore_DoesNotMakeOne()
    {
        await File.WriteAllLinesAsync(Input, [Header, "bob,1,CNY,"]);
        var missing = desk.File("missing.db");

        (await AccountsInProcess.RunAsync("settle", Input, "--run", "jan", "--from", "alice", "--store", missing)).ExpectRefusal(2, "does not exist");

        Assert.False(File.Exists(missing));
    }

    [Fact]
    public async Task Settle_AskedToEnd_StopsAndIsCompletedByTheNext()
    {
        // Those on their way when it is asked to end are paid, and others must be left.
        var lines = 3 * new SettlementOptions().Concurrency;
        await using var database = new SqliteDatabase();
        var shop = await SettleDesk.OpenAsync(database, lines, Path.GetDirectoryName(Input)!);
        using (var settle = shop.Start())
        {
            await settle.RunsUntilAsync(async () => await shop.CountPaidAsync() > 0);
            settle.Terminate();
            (await settle.WaitAsync()).ExpectRefusal(2, "stopped after", "running the same settlement again is safe", "cancelled");
        }

        Assert.InRange(await shop.CountPaidAsync(), 1, lines - 1);
        (await shop.RunAsync()).Expect(0);
        await shop.AssertPaidOnceAsync();
    }

    private async Task<AccountsProcess.Ended> SettleAsync(params string[] lines)
    {
        await File.WriteAllLinesAsync(Input, [Header, .. lines]);
        return await SettleAgainAsync();
    }

    private Task<AccountsProcess.Ended> SettleAgainAsync() => desk.RunAsync($"settle {Input} --run jan --from alice");

    private JsonElement ReadReport() => JsonDocument.Parse(File.ReadAllText(ReportFile)).RootElement;

    private static (int Lines, int Paid, int AlreadyPaid) CountsOf(JsonElement summary) => (
        summary.GetProperty("lines").GetInt32(),
        summary.GetProperty("paid").GetInt32(),
        summary.GetProperty("alreadyPaid").GetInt32());

    private Task<IReadOnlyList<string>> BalancesAsync() =>
        desk.Database.ReadAsync("SELECT balance FROM account WHERE id IN ('alice', 'bob', 'fees') ORDER BY id");

    private Task<IReadOnlyList<string>> EntriesOfAliceAsync() =>
        desk.Database.ReadAsync("SELECT request_id, memo FROM entry WHERE account = 'alice' AND kind = 'transfer' ORDER BY sequence");
}
