namespace AccountGrains.Ledger.Tests;

/// <summary>One row for each outcome, with the boundaries beside it, and the order in which several refusals are judged.</summary>
public abstract partial class AccountsContract
{
    private const decimal Limit = 1_000_000_000_000_000m;
    private const decimal AlmostLimit = Limit - 0.01m;

    private static readonly Dictionary<string, (Outcome Outcome, Func<AccountsContract, Command> When)> Rows = new()
    {
        ["an open of a new account"] = (Outcome.Applied, t => new OpenAccount("x", t.Named("new"), "EUR")),
        ["an open of an open account"] = (Outcome.AccountExists, t => new OpenAccount("x", t.Alice, "EUR")),
        ["an open of a frozen account"] = (Outcome.AccountExists, t => new OpenAccount("x", t.Frozen, "EUR")),
        ["an open of a closed account"] = (Outcome.AccountExists, t => new OpenAccount("x", t.Closed, "EUR")),
        ["an open in another currency"] = (Outcome.AccountExists, t => new OpenAccount("x", t.Alice, "USD")),

        ["a used id with other content"] = (Outcome.RequestConflict, t => new Deposit("used", t.Alice, 2, "EUR")),
        ["a used id with another command"] = (Outcome.RequestConflict, t => new Withdraw("used", t.Alice, 1, "EUR")),
        ["a transfer with an id used by its source"] = (Outcome.RequestConflict, t => new Transfer("used", t.Alice, t.Bob, 1, "EUR")),
        ["a transfer with an id used by its destination"] = (Outcome.RequestConflict, t => new Transfer("used", t.Bob, t.Alice, 1, "EUR")),
        ["a transfer of nobody with an id used by its destination"] =
            (Outcome.RequestConflict, t => new Transfer("used", t.Nobody, t.Alice, 1, "EUR")),
        ["an id that is used on another account alone"] = (Outcome.Applied, t => new Deposit("used", t.Bob, 2, "EUR")),

        ["a deposit to nobody"] = (Outcome.AccountNotFound, t => new Deposit("x", t.Nobody, 1, "EUR")),
        ["a withdrawal from nobody"] = (Outcome.AccountNotFound, t => new Withdraw("x", t.Nobody, 1, "EUR")),
        ["a transfer from nobody"] = (Outcome.AccountNotFound, t => new Transfer("x", t.Nobody, t.Alice, 1, "EUR")),
        ["a transfer to nobody"] = (Outcome.AccountNotFound, t => new Transfer("x", t.Alice, t.Nobody, 1, "EUR")),
        ["a hold on nobody"] = (Outcome.AccountNotFound, t => new PlaceHold("x", t.Nobody, 1, "EUR")),
        ["a capture on nobody"] = (Outcome.AccountNotFound, t => new CaptureHold("x", t.Nobody, "held")),
        ["a release on nobody"] = (Outcome.AccountNotFound, t => new ReleaseHold("x", t.Nobody, "held")),
        ["a freeze of nobody"] = (Outcome.AccountNotFound, t => new FreezeAccount("x", t.Nobody)),
        ["an unfreeze of nobody"] = (Outcome.AccountNotFound, t => new UnfreezeAccount("x", t.Nobody)),
        ["a close of nobody"] = (Outcome.AccountNotFound, t => new CloseAccount("x", t.Nobody)),
        ["a reversal on nobody"] = (Outcome.AccountNotFound, t => new ReverseEntry("x", t.Nobody, 1)),

        ["a deposit in another currency"] = (Outcome.WrongCurrency, t => new Deposit("x", t.Alice, 1, "USD")),
        ["a withdrawal in another currency"] = (Outcome.WrongCurrency, t => new Withdraw("x", t.Alice, 1, "USD")),
        ["a hold in another currency"] = (Outcome.WrongCurrency, t => new PlaceHold("x", t.Alice, 1, "USD")),
        ["a capture in another currency"] =
            (Outcome.WrongCurrency, t => new CaptureHold("x", t.Alice, "held") { Amount = 1, Currency = "USD" }),
        ["a transfer to an account of another currency"] = (Outcome.WrongCurrency, t => new Transfer("x", t.Alice, t.Yen, 1, "EUR")),
        ["a transfer from an account of another currency"] = (Outcome.WrongCurrency, t => new Transfer("x", t.Yen, t.Alice, 1, "EUR")),

        ["a deposit to a closed account"] = (Outcome.AccountClosed, t => new Deposit("x", t.Closed, 1, "EUR")),
        ["a transfer to a closed account"] = (Outcome.AccountClosed, t => new Transfer("x", t.Alice, t.Closed, 1, "EUR")),
        ["a freeze of a closed account"] = (Outcome.AccountClosed, t => new FreezeAccount("x", t.Closed)),
        ["an unfreeze of a closed account"] = (Outcome.AccountClosed, t => new UnfreezeAccount("x", t.Closed)),
        ["a close of a closed account"] = (Outcome.AccountClosed, t => new CloseAccount("x", t.Closed)),
        ["a release on a closed account"] = (Outcome.AccountClosed, t => new ReleaseHold("x", t.Closed, "held")),
        ["a reversal on a closed account"] = (Outcome.AccountClosed, t => new ReverseEntry("x", t.Closed, 1)),

        ["a deposit to a frozen account"] = (Outcome.AccountFrozen, t => new Deposit("x", t.Frozen, 1, "EUR")),
        ["a withdrawal from a frozen account"] = (Outcome.AccountFrozen, t => new Withdraw("x", t.Frozen, 1, "EUR")),
        ["a transfer to a frozen account"] = (Outcome.AccountFrozen, t => new Transfer("x", t.Alice, t.Frozen, 1, "EUR")),
        ["a transfer from a frozen account"] = (Outcome.AccountFrozen, t => new Transfer("x", t.Frozen, t.Alice, 1, "EUR")),
        ["a hold on a frozen account"] = (Outcome.AccountFrozen, t => new PlaceHold("x", t.Frozen, 1, "EUR")),
        ["a capture on a frozen account"] = (Outcome.AccountFrozen, t => new CaptureHold("x", t.Frozen, "held")),
        ["a freeze of a frozen account"] = (Outcome.AccountFrozen, t => new FreezeAccount("x", t.Frozen)),
        ["a close of a frozen account"] = (Outcome.AccountFrozen, t => new CloseAccount("x", t.Frozen)),
        ["a reversal on a frozen account"] = (Outcome.AccountFrozen, t => new ReverseEntry("x", t.Frozen, 2)),
        ["a release on a frozen account"] = (Outcome.Applied, t => new ReleaseHold("x", t.Frozen, "held")),
        ["an unfreeze of a frozen account"] = (Outcome.Applied, t => new UnfreezeAccount("x", t.Frozen)),
        ["an unfreeze of an open account"] = (Outcome.AccountNotFrozen, t => new UnfreezeAccount("x", t.Alice)),

        ["a capture of an unknown hold"] = (Outcome.HoldNotFound, t => new CaptureHold("x", t.Alice, "unknown")),
        ["a capture of another account's hold"] = (Outcome.HoldNotFound, t => new CaptureHold("x", t.Bob, "held")),
        ["a capture of a request that is no hold"] = (Outcome.HoldNotFound, t => new CaptureHold("x", t.Alice, "used")),
        ["a capture of a hold that was refused"] = (Outcome.HoldNotFound, t => new CaptureHold("x", t.Alice, "refused")),
        ["a release of an unknown hold"] = (Outcome.HoldNotFound, t => new ReleaseHold("x", t.Alice, "unknown")),
        ["a capture of a captured hold"] = (Outcome.HoldSettled, t => new CaptureHold("x", t.Alice, "captured")),
        ["a capture of a released hold"] = (Outcome.HoldSettled, t => new CaptureHold("x", t.Alice, "released")),
        ["a release of a captured hold"] = (Outcome.HoldSettled, t => new ReleaseHold("x", t.Alice, "captured")),
        ["a release of a released hold"] = (Outcome.HoldSettled, t => new ReleaseHold("x", t.Alice, "released")),
        ["a capture of an expired hold"] = (Outcome.HoldExpired, t => new CaptureHold("x", t.Alice, "expired")),
        ["a release of an expired hold"] = (Outcome.HoldExpired, t => new ReleaseHold("x", t.Alice, "expired")),
        ["a capture above the hold"] =
            (Outcome.CaptureExceedsHold, t => new CaptureHold("x", t.Alice, "held") { Amount = 30.01m, Currency = "EUR" }),
        ["a capture of exactly the hold"] =
            (Outcome.Applied, t => new CaptureHold("x", t.Alice, "held") { Amount = 30, Currency = "EUR" }),

        ["a reversal of an entry that is not there"] = (Outcome.EntryNotFound, t => new ReverseEntry("x", t.Alice, 10_000)),
        ["a reversal far beyond the journal"] = (Outcome.EntryNotFound, t => new ReverseEntry("x", t.Alice, long.MaxValue)),
        ["a reversal of an open"] = (Outcome.NotReversible, t => new ReverseEntry("x", t.Alice, 1)),
        ["a reversal of a reversed entry"] = (Outcome.AlreadyReversed, t => new ReverseEntry("x", t.Alice, t.reversedOnAlice)),
        ["a reversal of money that was spent"] = (Outcome.InsufficientFunds, t => new ReverseEntry("x", t.Bob, 2)),

        ["a close with a hold open"] = (Outcome.HoldsOpen, t => new CloseAccount("x", t.Held)),
        ["a close with a balance"] = (Outcome.BalanceNotZero, t => new CloseAccount("x", t.Yen)),
        ["a close with a negative balance"] = (Outcome.BalanceNotZero, t => new CloseAccount("x", t.Bob)),
        ["a close of an empty account"] = (Outcome.Applied, t => new CloseAccount("x", t.Carol)),

        ["a withdrawal above what is available"] = (Outcome.InsufficientFunds, t => new Withdraw("x", t.Alice, 70.01m, "EUR")),
        ["a withdrawal of all that is available"] = (Outcome.Applied, t => new Withdraw("x", t.Alice, 70, "EUR")),
        ["a withdrawal above the overdraft"] = (Outcome.InsufficientFunds, t => new Withdraw("x", t.Bob, 10.01m, "EUR")),
        ["a withdrawal exactly to the overdraft limit"] = (Outcome.Applied, t => new Withdraw("x", t.Bob, 10, "EUR")),
        ["a hold above what is available"] = (Outcome.InsufficientFunds, t => new PlaceHold("x", t.Alice, 70.01m, "EUR")),
        ["a hold of all that is available"] = (Outcome.Applied, t => new PlaceHold("x", t.Alice, 70, "EUR")),
        ["a hold into the overdraft"] = (Outcome.Applied, t => new PlaceHold("x", t.Bob, 10, "EUR")),
        ["a transfer above what is available"] = (Outcome.InsufficientFunds, t => new Transfer("x", t.Alice, t.Bob, 70.01m, "EUR")),
        ["a withdrawal from the outside world"] = (Outcome.Applied, t => new Withdraw("x", t.World, AlmostLimit, "EUR")),

        ["a send to nobody"] = (Outcome.Applied, t => new Send("x", t.Alice, t.Nobody, 70, "EUR")),
        ["a send to another ledger"] = (Outcome.Applied, t => new Send("x", t.Alice, t.Alice, 70, "EUR") { Ledger = "east" }),
        ["a send above what is available"] = (Outcome.InsufficientFunds, t => new Send("x", t.Alice, t.Bob, 70.01m, "EUR")),
        ["a send from nobody"] = (Outcome.AccountNotFound, t => new Send("x", t.Nobody, t.Alice, 1, "EUR")),
        ["a send in another currency"] = (Outcome.WrongCurrency, t => new Send("x", t.Alice, t.Yen, 1, "JPY")),
        ["a send from a closed account"] = (Outcome.AccountClosed, t => new Send("x", t.Closed, t.Alice, 1, "EUR")),
        ["a send from a frozen account"] = (Outcome.AccountFrozen, t => new Send("x", t.Frozen, t.Alice, 1, "EUR")),
        ["a send to a frozen account"] = (Outcome.Applied, t => new Send("x", t.Alice, t.Frozen, 1, "EUR")),
        ["a receipt"] = (Outcome.Applied, t => new Receive("x", t.Alice, 1, "EUR", "zoe@west")),
        ["a receipt by nobody"] = (Outcome.AccountNotFound, t => new Receive("x", t.Nobody, 1, "EUR", t.Alice)),
        ["a receipt in another currency"] = (Outcome.WrongCurrency, t => new Receive("x", t.Yen, 1, "EUR", t.Alice)),
        ["a receipt by a closed account"] = (Outcome.AccountClosed, t => new Receive("x", t.Closed, 1, "EUR", t.Alice)),
        ["a receipt by a frozen account"] = (Outcome.AccountFrozen, t => new Receive("x", t.Frozen, 1, "EUR", t.Alice)),
        ["a receipt that reaches the limit"] = (Outcome.BalanceLimit, t => new Receive("x", t.Rich, 0.01m, "EUR", t.Alice)),
        ["a reversal of a send"] = (Outcome.NotReversible, t => new ReverseEntry("x", t.Sender, 3)),
        ["a refund of a send that is due"] = (Outcome.NotReversible, t => new RefundSend("x", t.Sender, 3)),
        ["a refund of a deposit"] = (Outcome.NotReversible, t => new RefundSend("x", t.Sender, 2)),
        ["a refund of an entry that is not there"] = (Outcome.EntryNotFound, t => new RefundSend("x", t.Sender, 10_000)),
        ["a refund on nobody"] = (Outcome.AccountNotFound, t => new RefundSend("x", t.Nobody, 1)),
        ["a refund on a closed account"] = (Outcome.AccountClosed, t => new RefundSend("x", t.Closed, 1)),
        ["a refund of a deposit on a frozen account"] = (Outcome.NotReversible, t => new RefundSend("x", t.Frozen, 2)),
        ["a close while a message is due"] = (Outcome.MessagesDue, t => new CloseAccount("x", t.Sender)),

        ["a deposit that reaches the limit"] = (Outcome.BalanceLimit, t => new Deposit("x", t.Rich, 0.01m, "EUR")),
        ["a deposit that ends below the limit"] = (Outcome.Applied, t => new Deposit("x", t.Carol, AlmostLimit, "EUR")),
        ["a transfer that brings its destination to the limit"] =
            (Outcome.BalanceLimit, t => new Transfer("x", t.Alice, t.Rich, 0.01m, "EUR")),
        ["a withdrawal that brings the outside world to the limit"] =
            (Outcome.BalanceLimit, t => new Withdraw("x", t.Indebted, 0.01m, "EUR")),
        ["a hold that reaches the limit"] = (Outcome.BalanceLimit, t => new PlaceHold("x", t.FullyHeld, 0.01m, "EUR")),
        ["legs that together pass the limit"] = (Outcome.BalanceLimit, t => new Transfer("x",
            [new(t.World, t.Carol, AlmostLimit, "EUR"), new(t.World, t.Carol, AlmostLimit, "EUR")])),

        ["order: a conflict before no account"] = (Outcome.RequestConflict, t => new Transfer("used", t.Alice, t.Nobody, 1, "EUR")),
        ["order: no account before another currency"] = (Outcome.AccountNotFound, t => new Transfer("x", t.Yen, t.Nobody, 1, "EUR")),
        ["order: another currency before closed"] = (Outcome.WrongCurrency, t => new Deposit("x", t.Closed, 1, "USD")),
        ["order: another currency before frozen"] = (Outcome.WrongCurrency, t => new Withdraw("x", t.Frozen, 1, "USD")),
        ["order: another currency before an unknown hold"] =
            (Outcome.WrongCurrency, t => new CaptureHold("x", t.Alice, "unknown") { Amount = 1, Currency = "USD" }),
        ["order: closed before an unknown hold"] = (Outcome.AccountClosed, t => new CaptureHold("x", t.Closed, "unknown")),
        ["order: frozen before an unknown hold"] = (Outcome.AccountFrozen, t => new CaptureHold("x", t.Frozen, "unknown")),
        ["order: frozen before no entry"] = (Outcome.AccountFrozen, t => new ReverseEntry("x", t.Frozen, 10_000)),
        ["order: frozen before funds"] = (Outcome.AccountFrozen, t => new Withdraw("x", t.Frozen, AlmostLimit, "EUR")),
        ["order: frozen before holds and balance"] = (Outcome.AccountFrozen, t => new CloseAccount("x", t.Frozen)),
        ["order: settled before above the hold"] =
            (Outcome.HoldSettled, t => new CaptureHold("x", t.Alice, "captured") { Amount = 999, Currency = "EUR" }),
        ["order: expired before above the hold"] =
            (Outcome.HoldExpired, t => new CaptureHold("x", t.Alice, "expired") { Amount = 999, Currency = "EUR" }),
        ["order: holds before balance"] = (Outcome.HoldsOpen, t => new CloseAccount("x", t.Alice)),
        ["order: the source's currency before the destination's closing"] =
            (Outcome.WrongCurrency, t => new Transfer("x", t.Yen, t.Closed, 1, "EUR")),
        ["order: the destination's currency before the source's closing"] =
            (Outcome.WrongCurrency, t => new Transfer("x", t.Closed, t.Yen, 1, "EUR")),
        ["order: the destination's closing before the source's freeze"] =
            (Outcome.AccountClosed, t => new Transfer("x", t.Frozen, t.Closed, 1, "EUR")),
        ["order: the destination's freeze before the source's funds"] =
            (Outcome.AccountFrozen, t => new Transfer("x", t.Alice, t.Frozen, AlmostLimit, "EUR")),
        ["order: the source's funds before the destination's limit"] =
            (Outcome.InsufficientFunds, t => new Transfer("x", t.Alice, t.Rich, 71, "EUR")),
        ["order: the last leg's account before the first leg's funds"] = (Outcome.AccountNotFound, t => new Transfer("x",
            [new(t.Alice, t.Bob, 999, "EUR"), new(t.Bob, t.Nobody, 1, "EUR")])),
    };

    private long reversedOnAlice;

    private string Nobody => Named("nobody");

    private string Frozen => Named("frozen");

    private string Closed => Named("closed");

    private string Yen => Named("yen");

    private string Held => Named("held");

    private string Sender => Named("sender");

    private string Rich => Named("rich");

    private string Indebted => Named("indebted");

    private string FullyHeld => Named("fully-held");

    public static TheoryData<string, Outcome> Outcomes()
    {
        var data = new TheoryData<string, Outcome>();
        foreach (var (name, row) in Rows) data.Add(name, row.Outcome);
        return data;
    }

    [SkippableFact]
    public void Outcomes_OfTheTable_AreAll() =>
        Assert.Equal(Enum.GetValues<Outcome>(), Rows.Values.Select(row => row.Outcome).Distinct().Order());

    [SkippableTheory, MemberData(nameof(Outcomes))]
    public async Task Execute_InTheTown_GivesTheOutcomeOfTheTable(string situation, Outcome expected)
    {
        await BuildTown();
        var command = Rows[situation].When(this);
        var before = await Snapshot();

        var receipt = await Send(command);

        Assert.Equal(expected, receipt.Outcome);
        Assert.False(receipt.IsReplay);
        if (expected != Outcome.Applied) Assert.Equal(before, await Snapshot());
        if (expected == Outcome.RequestConflict) return;
        var again = await Send(command);
        Assert.Equal(receipt with { IsReplay = true }, again);
    }

    /// <summary>Accounts in every condition. What is known of them is below their names.</summary>
    private async Task BuildTown()
    {
        // Alice: 100, of which 30 are held; one hold of every fate.
        await Open(Alice, 110);
        await Apply(new Deposit("used", Alice, 1, "EUR"));
        await Apply(new PlaceHold("expired", Alice, 1, "EUR") { ExpiresAt = Now.AddSeconds(1) });
        Pass(1);
        await Apply(new PlaceHold("captured", Alice, 11, "EUR"));
        await Capture(Alice, "captured");
        await Apply(new PlaceHold("released", Alice, 5, "EUR"));
        await Release(Alice, "released");
        await Refuse(Outcome.InsufficientFunds, new PlaceHold("refused", Alice, 999, "EUR"));
        await Apply(new PlaceHold("held", Alice, 30, "EUR"));
        var deposit = await Deposit(Alice, 7);
        await Reverse(deposit);
        reversedOnAlice = deposit.Sequence;

        // Bob: 10 above his overdraft limit of 20, all of his deposit spent.
        await Open(Bob, 50, overdraft: 20);
        await Withdraw(Bob, 60);

        await Open(Carol);
        await OpenExternal(World);
        await Open(Yen, 1000, "JPY");
        await Open(Rich, AlmostLimit);
        await OpenExternal(Indebted);
        await Withdraw(Indebted, AlmostLimit);
        await OpenExternal(FullyHeld);
        await Hold(FullyHeld, AlmostLimit);
        await Open(Held, 5);
        await Hold(Held, 5);
        await Open(Sender, 5);
        await Apply(new Send("sent", Sender, Bob, 5, "EUR"));
        await Open(Closed);
        await Close(Closed);
        await Open(Frozen, 100);
        await Apply(new PlaceHold("held", Frozen, 10, "EUR"));
        await Freeze(Frozen);
    }

    private async Task<IReadOnlyList<string>> Snapshot()
    {
        var accounts = new List<string>();
        foreach (var name in new[] { Alice, Bob, Carol, World, Yen, Rich, Indebted, FullyHeld, Held, Sender, Closed, Frozen, Nobody })
        {
            var account = await Accounts.GetAsync(name);
            accounts.Add($"{name} {account?.Status} {account?.Balance} {account?.Held} {account?.Holds.Count}");
        }

        return accounts;
    }
}
