namespace AccountGrains.Ledger.Tests;

/// <summary>One request id, one outcome: replays, conflicts, remembered refusals, the window, and the incidents.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task Replay_OfADeposit_GivesTheSameEntry()
    {
        await Open(Alice);
        var deposit = new Deposit("salary", Alice, 100, "EUR") { Memo = "March" };
        var first = await Send(deposit);
        Pass(60);
        await Withdraw(Alice, 40);

        var again = await Send(deposit);

        Assert.Equal((false, true), (first.IsReplay, again.IsReplay));
        Assert.Equal(first.Entry, again.Entry);
        Assert.Equal(60, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Conflict_NamesTheEntry_ChangesNothingAndIsNotRemembered()
    {
        await Open(Alice);
        var deposit = new Deposit("salary", Alice, 100, "EUR");
        var first = await Send(deposit);

        var conflict = await Send(deposit with { Amount = 200 });

        Assert.Equal(new Receipt(Outcome.RequestConflict, first.Entry, IsReplay: false), conflict);
        Assert.Equal(100, await BalanceOf(Alice));
        Assert.Equal(2, (await EntriesOf(Alice)).Count);
        Assert.Equal(first with { IsReplay = true }, await Send(deposit));
    }

    [SkippableFact]
    public async Task Conflict_OnTheDestination_LeavesTheIdFreeOnTheSource()
    {
        await Open(Alice, 10);
        await Open(Bob);
        await Apply(new Deposit("taken", Bob, 1, "EUR"));

        var conflict = await Send(new Transfer("taken", Alice, Bob, 5, "EUR"));

        Assert.Equal((Outcome.RequestConflict, Bob), (conflict.Outcome, conflict.Entry.Account));
        Assert.Null(await Accounts.FindAsync(Alice, "taken"));
        await Apply(new Withdraw("taken", Alice, 3, "EUR"));
    }

    [SkippableFact]
    public async Task Conflict_WithARequestLongPast_IsStillOne()
    {
        await Open(Alice, 10);
        await Open(Bob);
        await Apply(new Deposit("taken", Bob, 1, "EUR"));
        await Bury(Bob);

        Assert.Equal(Outcome.RequestConflict, (await Send(new Withdraw("taken", Bob, 1, "EUR"))).Outcome);
        Assert.Equal(Outcome.RequestConflict, (await Send(new Transfer("taken", Alice, Bob, 5, "EUR"))).Outcome);
        // A refusal is remembered by the source alone: the destination's past must be asked all the same.
        Assert.Equal(Outcome.RequestConflict, (await Send(new Transfer("taken", Alice, Bob, 999, "EUR"))).Outcome);
        Assert.Equal(10, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Conflict_WithAnOpenHoldLongPast_IsStillOne()
    {
        await Open(Alice, 10);
        var hold = new PlaceHold("hold", Alice, 5, "EUR");
        var first = await Send(hold);
        await Bury(Alice);

        // The conflict first: after a replay the host would expect old requests and look them up.
        Assert.Equal(Outcome.RequestConflict, (await Send(hold with { Amount = 6 })).Outcome);
        Assert.Equal(first with { IsReplay = true }, await Send(hold));
    }

    [SkippableFact]
    public async Task Refusal_FundsArriveLater_StaysRefused()
    {
        await Open(Alice, 10);
        var withdrawal = new Withdraw("rent", Alice, 50, "EUR");
        var refusal = await Refuse(Outcome.InsufficientFunds, withdrawal);
        await Deposit(Alice, 100);

        var again = await Send(withdrawal);

        Assert.Equal(new Receipt(Outcome.InsufficientFunds, refusal, IsReplay: true), again);
        Assert.Equal(110, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Refusal_AccountOpenedLater_StaysRefused()
    {
        var deposit = new Deposit("early", Alice, 10, "EUR");
        var refusal = await Refuse(Outcome.AccountNotFound, deposit);
        await Open(Alice);

        Assert.Equal(new Receipt(Outcome.AccountNotFound, refusal, IsReplay: true), await Send(deposit));
        Assert.Equal(0, await BalanceOf(Alice));
        Assert.Equal((1, 2), (refusal.Sequence, (await Get(Alice)).Sequence));
    }

    [SkippableFact]
    public async Task Refusal_OfATransfer_IsRememberedByTheSourceAlone()
    {
        await Open(Alice);
        await Open(Bob);
        var transfer = new Transfer("gift", Alice, Bob, 5, "EUR");
        await Refuse(Outcome.InsufficientFunds, transfer);

        Assert.Equal(Outcome.InsufficientFunds, (await Accounts.FindAsync(Alice, "gift"))?.Outcome);
        Assert.Null(await Accounts.FindAsync(Bob, "gift"));
        await Apply(new Deposit("gift", Bob, 1, "EUR"));
        await Deposit(Alice, 100);
        Assert.Equal((Outcome.InsufficientFunds, true), await OutcomeOf(transfer));
    }

    [SkippableFact]
    public async Task Refusal_AmountOfTheEntry_IsWhatWasAsked()
    {
        await Open(Alice, 10);

        var refusal = await Refuse(Outcome.InsufficientFunds, new Withdraw("rent", Alice, 50, "EUR"));

        Assert.Equal((-50, 10, false), (refusal.Amount, refusal.Balance, refusal.IsApplied));
    }

    [SkippableFact]
    public async Task Replay_OneRequestSentByManyAtOnce_IsOneEntry()
    {
        await Open(Alice);
        var deposit = new Deposit("salary", Alice, 100, "EUR");

        var receipts = (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            var own = new List<Receipt>();
            for (var i = 0; i < 20; i++) own.Add(await Send(deposit));
            return own;
        })))).SelectMany(own => own).ToList();

        Assert.Equal(999, receipts.Count(receipt => receipt.IsReplay));
        Assert.Single(receipts.Select(receipt => receipt.Entry).Distinct());
        Assert.Equal(100, await BalanceOf(Alice));
        Assert.Equal(2, (await EntriesOf(Alice)).Count);
    }

    [SkippableFact]
    public async Task Replay_TenThousandRequestsLater_GivesTheFirstOutcome()
    {
        await Open(Alice, 100);
        await Open(Bob);
        await Open(Carol);
        var deposit = new Deposit("salary", Alice, 100, "EUR");
        var refused = new Withdraw("yacht", Alice, 1_000_000, "EUR");
        var outgoing = new Transfer("out", Alice, Bob, 7, "EUR");
        var incoming = new Transfer("in", Carol, Alice, 5, "EUR");
        await Deposit(Carol, 5);
        Command[] commands = [deposit, refused, outgoing, incoming];
        var first = new List<Receipt>();
        foreach (var command in commands) first.Add(await Send(command));

        // Bob and Carol still have their sides of the transfers in their windows.
        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => Send(new Deposit($"later {i}", Alice, 1, "EUR"))));

        for (var i = 0; i < commands.Length; i++) Assert.Equal(first[i] with { IsReplay = true }, await Send(commands[i]));
        Assert.Equal((10_198, 7, 0), (await BalanceOf(Alice), await BalanceOf(Bob), await BalanceOf(Carol)));
        Assert.Equal(10_006, (await Get(Alice)).Sequence);
    }

    [SkippableTheory]
    [InlineData(Window - 1)]
    [InlineData(Window)]
    [InlineData(Window + 1)]
    public async Task Replay_AtTheEdgeOfTheWindow_GivesTheFirstOutcome(int later)
    {
        await Open(Alice);
        var deposit = new Deposit("first", Alice, 100, "EUR");
        var first = await Send(deposit);
        for (var i = 0; i < later; i++) await Deposit(Alice, 1);

        Assert.Equal(first with { IsReplay = true }, await Send(deposit));
        Assert.Equal(100 + later, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Restart_KeepsEverything()
    {
        await Open(Alice, 100);
        await Open(Bob);
        var hold = await Hold(Alice, 20, Now.AddDays(1));
        var transfer = new Transfer("gift", Alice, Bob, 30, "EUR");
        var first = await Send(transfer);
        await Freeze(Bob);
        var (alice, bob, entries) = (await Get(Alice), await Get(Bob), await EntriesOf(Alice));

        await RestartAsync();

        Assert.Equivalent(alice, await Get(Alice), strict: true);
        Assert.Equivalent(bob, await Get(Bob), strict: true);
        Assert.Equal(entries, await EntriesOf(Alice));
        Assert.Equal(first with { IsReplay = true }, await Send(transfer));
        Assert.Equal(50, (await Capture(Alice, hold)).Balance);
    }

    [SkippableFact]
    public async Task Cancelled_BeforeItIsSent_LeavesNothing()
    {
        await Open(Alice);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Accounts.ExecuteAsync(new Deposit("never", Alice, 1, "EUR"), new CancellationToken(canceled: true)));

        Assert.Null(await Accounts.FindAsync(Alice, "never"));
    }

    /// <summary>A user got 0.04 instead of 0.03: the caller retried after 5 s while the first attempt was still under way.</summary>
    [SkippableFact]
    public async Task Incident_SettlementSentAgainWhileUnderWay_PaysOnce()
    {
        await Open(Alice, 0.02m);
        var settlement = new Deposit("settlement 1 line 1", Alice, 0.01m, "EUR");

        var attempts = await Task.WhenAll(Send(settlement), Send(settlement));

        Assert.Equal(0.03m, await BalanceOf(Alice));
        Assert.Single(attempts, attempt => attempt.IsReplay);
        Assert.Equal(attempts[0].Entry, attempts[1].Entry);
    }

    /// <summary>A withdrawal of the whole balance x beside an incoming y once ended in x + y.</summary>
    [SkippableFact]
    public async Task Incident_WholeBalanceOutWhileMoneyComesIn_LeavesWhatCameIn()
    {
        await Open(World, 1_000);
        for (var round = 0; round < 20; round++)
        {
            var account = Named($"user{round}");
            await Open(account, 70);

            var both = await Task.WhenAll(
                Task.Run(() => Send(new Withdraw("all of x", account, 70, "EUR"))),
                Task.Run(() => Send(new Transfer($"y {round}", World, account, 30, "EUR"))));

            Assert.All(both, receipt => Assert.Equal(Outcome.Applied, receipt.Outcome));
            Assert.Equal(30, await BalanceOf(account));
        }
    }

    private async Task<(Outcome Outcome, bool IsReplay)> OutcomeOf(Command command)
    {
        var receipt = await Send(command);
        return (receipt.Outcome, receipt.IsReplay);
    }
}
