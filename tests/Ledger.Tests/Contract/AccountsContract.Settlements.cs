namespace AccountGrains.Ledger.Tests;

/// <summary>Settlements: one account pays many, each line once, whoever runs it and how often.</summary>
public abstract partial class AccountsContract
{
    private Settlement January => new(Named("january"), Alice);

    [SkippableFact]
    public async Task Settle_Lines_PaysEachUnderItsRequestId()
    {
        await OpenPayees();

        var report = await Settle([Pay(2, Bob, 30) with { Memo = "rent" }, Pay(5, Carol, 12.5m)]);

        Assert.Equal((2, 2, 0, true), (report.Lines, report.Paid, report.AlreadyPaid, report.IsPaid));
        Assert.Equal([new SettlementTotal("EUR", 42.5m, 0)], report.Totals);
        Assert.Equal((57.5m, 30, 12.5m), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
        var entry = await Accounts.FindAsync(Alice, $"{January.Run}:2");
        Assert.Equal((-30, Bob, "rent"), (entry!.Amount, entry.Counterparty, entry.Memo));
        Assert.NotNull(await Accounts.FindAsync(Carol, $"{January.Run}:5"));
    }

    [SkippableFact]
    public async Task Settle_Again_PaysNobodyTwice()
    {
        await OpenPayees();
        SettlementLine[] lines = [Pay(1, Bob, 30), Pay(2, Named("nobody"), 7), Pay(3, Carol, 12)];
        await Settle(lines);
        await RestartAsync();

        var again = await Settle(lines);

        Assert.Equal((3, 0, 2), (again.Lines, again.Paid, again.AlreadyPaid));
        Assert.Equal([KeyValuePair.Create(Outcome.AccountNotFound, 1L)], again.Refused);
        Assert.Equal([new SettlementTotal("EUR", 42, 7)], again.Totals);
        Assert.Equal((58, 30, 12), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
    }

    [SkippableFact]
    public async Task Settle_TwiceAtOnce_PaysEachLineOnce()
    {
        await OpenPayees();
        SettlementLine[] lines = [.. Enumerable.Range(1, 60).Select(line => Pay(line, line % 2 == 0 ? Bob : Carol, 1))];

        var reports = await Task.WhenAll(Settle(lines), Settle(lines));

        Assert.All(reports, report => Assert.Equal(60, report.Paid + report.AlreadyPaid));
        Assert.Equal(60, reports.Sum(report => report.Paid));
        Assert.Equal((40, 30, 30), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
    }

    [SkippableFact]
    public async Task Settle_RefusedLine_StaysRefusedUnderTheRunAndIsPaidByAnother()
    {
        await OpenPayees();
        SettlementLine[] lines = [Pay(1, Bob, 30), Pay(2, Carol, 120)];
        var refused = new List<RefusedLine>();
        await Settle(lines, refused);
        await Deposit(Alice, 50);

        Assert.False((await Settle(lines, refused)).IsPaid);
        Assert.Equal([new(lines[1], Outcome.InsufficientFunds), new(lines[1], Outcome.InsufficientFunds)], refused);

        var next = await new SettlementRun(Accounts).RunAsync(new Settlement(Named("february"), Alice), lines[1..]);
        Assert.True(next.IsPaid);
        Assert.Equal((0, 120), (await BalanceOf(Alice), await BalanceOf(Carol)));
    }

    [SkippableFact]
    public async Task Settle_RequestIdOfAnotherCommand_RefusesThatLineAlone()
    {
        await OpenPayees();
        await Apply(new Withdraw($"{January.Run}:2", Alice, 1, "EUR"));

        var refused = new List<RefusedLine>();
        var report = await Settle([Pay(1, Bob, 10), Pay(2, Bob, 20), Pay(3, Carol, 30)], refused);

        Assert.Equal(2, report.Paid);
        Assert.Equal((2, Outcome.RequestConflict), (refused.Single().Line.Number, refused.Single().Reason));
        Assert.Equal((59, 10, 30), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
    }

    [SkippableFact]
    public async Task Settle_ChangedLines_NamesTheFirstAndPaysNothing()
    {
        await OpenPayees();
        SettlementLine[] lines = [Pay(1, Bob, 10), Pay(2, Bob, 20), Pay(4, Carol, 30)];
        await Settle(lines);
        var next = Pay(5, Carol, 1);

        await SettleFails("line 2 has changed", [lines[0], lines[1] with { Amount = 21 }, lines[2] with { Amount = 31 }, next]);
        await SettleFails("line 2 has changed", [lines[0], lines[1] with { Memo = "new" }, lines[2], next]);
        await SettleFails("line 2 is missing", [lines[0], lines[2], next]);
        await SettleFails("line 3 was not there", [lines[0], lines[1], Pay(3, Carol, 1), lines[2], next]);
        await SettleFails("line 4 is missing", lines[..2]);
        await SettleFails("line 5 was not there", [.. lines, next]);
        await SettleFails($"account {Alice} pays", [Pay(1, Carol, 1)], from: Bob);

        Assert.Equal((40, 30, 30), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
    }

    [SkippableFact]
    public async Task Settle_MalformedLines_NamesThemAndPaysNothing()
    {
        await OpenPayees();

        await SettleFails(
            "2 lines are malformed, nothing was paid: line 2: amount: 0 is not above 0; line 3: account: is missing",
            [Pay(1, Bob, 10), Pay(2, Bob, 0), Pay(3, "", 1)]);
        await SettleFails("line: 1 does not come after 1", [Pay(1, Bob, 10), Pay(1, Bob, 10)]);
        await SettleFails("there is no line to pay", []);

        Assert.Equal(100, await BalanceOf(Alice));
        Assert.True((await Settle([Pay(1, Bob, 10)])).IsPaid);
    }

    [SkippableFact]
    public async Task Settle_FromAnAccountThatWasNeverOpened_LeavesNoTrace()
    {
        await Open(Bob);
        await SettleFails($"account {Alice} was never opened", [Pay(1, Bob, 10)]);

        await Open(Alice, 100);

        Assert.True((await Settle([Pay(1, Bob, 10)])).IsPaid);
    }

    [SkippableTheory]
    [InlineData("", "run: is missing; 1 to 100 characters are needed")]
    [InlineData("über", "run: has U+00FC at 1; allowed is printable ASCII")]
    public async Task Settle_MalformedRun_SaysWhy(string run, string problem)
    {
        var malformed = await Assert.ThrowsAsync<InvalidCommandException>(
            () => new SettlementRun(Accounts).RunAsync(new Settlement(run, Alice), []));

        Assert.Equal(problem, malformed.Message);
    }

    [SkippableFact]
    public async Task CompleteSettlement_Twice_KeepsTheFirst()
    {
        await OpenPayees();
        var manifest = new SettlementManifest(January.Run, Alice, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        var summary = new SettlementSummary(January.Run, Alice, 0, 0, 1, "EUR", 0);
        await Assert.ThrowsAsync<InvalidCommandException>(() => Accounts.CompleteSettlementAsync(summary));
        Assert.Null(await Accounts.BeginSettlementAsync(manifest));
        await RestartAsync();
        Assert.Null(await Accounts.BeginSettlementAsync(manifest));

        Assert.Equal(summary, await Accounts.CompleteSettlementAsync(summary));
        Assert.Equal(summary, await Accounts.CompleteSettlementAsync(summary with { Paid = 1, Conflicts = 0, Total = 12.34m }));
    }

    private async Task OpenPayees()
    {
        await Open(Alice, 100);
        await Open(Bob);
        await Open(Carol);
    }

    private static SettlementLine Pay(long number, string account, decimal amount) => new(number, account, amount, "EUR");

    private Task<SettlementReport> Settle(SettlementLine[] lines, List<RefusedLine>? refused = null, string? from = null) =>
        new SettlementRun(Accounts).RunAsync(new Settlement(January.Run, from ?? Alice), lines, refused is null ? null : refused.Add);

    private async Task SettleFails(string problem, SettlementLine[] lines, string? from = null)
    {
        var refusal = await Assert.ThrowsAsync<SettlementException>(() => Settle(lines, from: from));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }
}
