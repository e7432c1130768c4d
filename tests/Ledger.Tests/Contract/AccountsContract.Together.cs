namespace AccountGrains.Ledger.Tests;

/// <summary>Commands that are sent together: each ends as if it had been sent alone.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task ExecuteAll_Transfers_AnswersEachInItsPlace()
    {
        await OpenPayees();

        var receipts = await SendAll([.. Enumerable.Range(1, 20).Select(i => Gift(i, i % 2 == 0 ? Bob : Carol, i / 10m))]);

        Assert.All(receipts, receipt => Assert.Equal((Outcome.Applied, false), (receipt.Outcome, receipt.IsReplay)));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => ($"gift {i}", Alice, -i / 10m)), receipts.Select(Told));
        Assert.Equal((79, 11, 10), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
        Assert.Equal(receipts.Select(receipt => receipt.Entry), (await EntriesOf(Alice)).Skip(2).OrderBy(entry => entry.RequestId.Length)
            .ThenBy(entry => entry.RequestId, StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task ExecuteAll_SomeRefused_RefusesThoseAlone()
    {
        await OpenPayees();
        var closed = Named("closed");
        await Open(closed);
        await Close(closed);

        var receipts = await SendAll(
            Gift(1, Bob, 10), Gift(2, Named("nobody"), 10), Gift(3, Carol, 1_000), Gift(4, closed, 10), Gift(5, Carol, 20));

        Assert.Equal(
            [Outcome.Applied, Outcome.AccountNotFound, Outcome.InsufficientFunds, Outcome.AccountClosed, Outcome.Applied],
            receipts.Select(receipt => receipt.Outcome));
        Assert.Equal((70, 10, 20, 0), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol), await BalanceOf(closed)));
        // A refusal is remembered by the account that pays alone.
        Assert.Equal(receipts[1].Entry, await Accounts.FindAsync(Alice, "gift 2"));
        Assert.Null(await Accounts.FindAsync(closed, "gift 4"));
    }

    [SkippableFact]
    public async Task ExecuteAll_MoneyForSomeOnly_PaysAsManyAsItCan()
    {
        await OpenPayees();

        var receipts = await SendAll([.. Enumerable.Range(1, 8).Select(i => Gift(i, i % 2 == 0 ? Bob : Carol, 30))]);

        Assert.Equal(3, receipts.Count(receipt => receipt.IsApplied));
        Assert.Equal(5, receipts.Count(receipt => receipt.Outcome == Outcome.InsufficientFunds));
        Assert.Equal((10, 90), (await BalanceOf(Alice), await BalanceOf(Bob) + await BalanceOf(Carol)));
    }

    [SkippableFact]
    public async Task ExecuteAll_Again_GivesTheFirstOutcomes()
    {
        await OpenPayees();
        Command[] gifts = [.. Enumerable.Range(1, 6).Select(i => Gift(i, Bob, 1)), Gift(7, Named("nobody"), 1)];
        var first = await SendAll(gifts);
        Assert.Equal(first.Select(Replayed), await SendAll(gifts));
        await Bury(Alice);
        await Bury(Bob);

        // Beside what is new.
        var again = await SendAll([.. gifts, Gift(8, Carol, 1)]);

        Assert.Equal(first.Select(Replayed), again.Take(gifts.Length));
        Assert.Equal((Outcome.Applied, false), (again[^1].Outcome, again[^1].IsReplay));
        Assert.Equal(6 + Window + 1, await BalanceOf(Bob));
    }

    [SkippableFact]
    public async Task ExecuteAll_RequestIdsOfOtherCommands_ConflictAlone()
    {
        await OpenPayees();
        var onAlice = await Apply(new Withdraw("gift 1", Alice, 1, "EUR"));
        var onBob = await Apply(new Deposit("gift 2", Bob, 1, "EUR"));
        var longPast = await Apply(new Deposit("gift 3", Carol, 1, "EUR"));
        await Bury(Carol);

        var receipts = await SendAll(Gift(1, Bob, 10), Gift(2, Bob, 10), Gift(3, Carol, 10), Gift(4, Bob, 10));

        Assert.Equal(
            [
                new Receipt(Outcome.RequestConflict, onAlice, false),
                new Receipt(Outcome.RequestConflict, onBob, false),
                new Receipt(Outcome.RequestConflict, longPast, false),
            ],
            receipts.Take(3));
        Assert.True(receipts[3].IsApplied);
        Assert.Equal((89, 11), (await BalanceOf(Alice), await BalanceOf(Bob)));
        Assert.Null(await Accounts.FindAsync(Alice, "gift 2"));
    }

    [SkippableFact]
    public async Task ExecuteAll_OneRequestTwice_IsDoneOnce()
    {
        await OpenPayees();

        var receipts = await SendAll(Gift(1, Bob, 10), Gift(1, Bob, 10), Gift(2, Carol, 10), Gift(2, Carol, 11));

        Assert.Equal(receipts[0].Entry, receipts[1].Entry);
        Assert.Single(receipts.Take(2), receipt => receipt.IsReplay);
        Assert.Equal([Outcome.Applied, Outcome.RequestConflict], receipts.Skip(2).Select(receipt => receipt.Outcome).Order());
        Assert.Equal(10, await BalanceOf(Bob));
    }

    [SkippableFact]
    public async Task ExecuteAll_EveryKindOfCommand_AnswersEach()
    {
        await OpenPayees();
        var tax = Named("tax");

        var receipts = await SendAll(
            new OpenAccount("open", tax, "EUR"),
            Gift(1, Bob, 1),
            new Deposit("deposit", Bob, 2, "EUR"),
            new Transfer("sale", [new Leg(Alice, Bob, 3, "EUR"), new Leg(Alice, Carol, 4, "EUR")]),
            new Transfer("both", [new Leg(Alice, Carol, 5, "EUR"), new Leg(World, Carol, 1, "EUR")]),
            new ReverseEntry("reverse", Alice, 99),
            Gift(2, Carol, 6));

        Assert.Equal(
            [
                Outcome.Applied, Outcome.Applied, Outcome.Applied, Outcome.Applied, Outcome.AccountNotFound, Outcome.EntryNotFound,
                Outcome.Applied,
            ],
            receipts.Select(receipt => receipt.Outcome));
        Assert.Equal((86, 6, 10), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
    }

    [SkippableFact]
    public async Task ExecuteAll_MalformedCommand_FailsAlone()
    {
        await OpenPayees();

        var answers = Accounts.ExecuteAll([Gift(1, Bob, 1), Gift(2, Bob, 0), Gift(3, Bob, 1)]);

        Assert.Equal("amount", (await Assert.ThrowsAsync<InvalidCommandException>(() => answers[1])).Field);
        Assert.True((await answers[0]).IsApplied && (await answers[2]).IsApplied);
        Assert.Equal(2, await BalanceOf(Bob));
    }

    [SkippableFact]
    public async Task ExecuteAll_Nothing_AnswersNothing()
    {
        Assert.Empty(Accounts.ExecuteAll([]));
        Assert.Throws<ArgumentNullException>(() => Accounts.ExecuteAll(null!));
        await Open(Alice);
    }

    [SkippableFact]
    public async Task ExecuteAll_CancelledBefore_LeavesNothing()
    {
        await OpenPayees();

        var answers = Accounts.ExecuteAll([Gift(1, Bob, 1), Gift(2, Bob, 1)], new CancellationToken(canceled: true));

        foreach (var answer in answers) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Null(await Accounts.FindAsync(Alice, "gift 1"));
    }

    [SkippableFact]
    public async Task ExecuteAll_ByManyAtOnceToAndFro_LosesNothing()
    {
        await Open(Alice, 1_000);
        await Open(Bob, 1_000);
        await Open(Carol, 1_000);
        string[] accounts = [Alice, Bob, Carol];

        var receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => SendAll(
            [.. Enumerable.Range(0, 40).Select(i => new Transfer(
                $"{caller}-{i}", accounts[caller % 3], accounts[(caller + 1 + (i % 2)) % 3], 1, "EUR"))])));

        Assert.All(receipts.SelectMany(own => own), receipt => Assert.Equal((Outcome.Applied, false), (receipt.Outcome, receipt.IsReplay)));
        foreach (var account in accounts) Assert.Equal(1_000, await BalanceOf(account));
    }

    private Transfer Gift(int number, string to, decimal amount) => new($"gift {number}", Alice, to, amount, "EUR");

    private Task<Receipt[]> SendAll(params IReadOnlyList<Command> commands) => Task.WhenAll(Accounts.ExecuteAll(commands));

    private static (string Request, string Account, decimal Amount) Told(Receipt receipt) =>
        (receipt.Entry.RequestId, receipt.Entry.Account, receipt.Entry.Amount);

    private static Receipt Replayed(Receipt receipt) => receipt with { IsReplay = true };
}
