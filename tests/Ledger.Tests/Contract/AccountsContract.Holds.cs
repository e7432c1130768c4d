namespace AccountGrains.Ledger.Tests;

/// <summary>Holds: placed, captured, released, expired.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task Hold_Placed_ReservesWithoutMoving()
    {
        await Open(Alice, 100);

        var entry = await Apply(new PlaceHold("hotel", Alice, 30, "EUR") { ExpiresAt = Now.AddDays(7) });

        var account = await Get(Alice);
        Assert.Equal((0, 30, 100, "hotel"), (entry.Amount, entry.Held, entry.Balance, entry.Hold));
        Assert.Equal((100, 30, 70), (account.Balance, account.Held, account.Available));
        Assert.Equal(new Hold { Id = "hotel", Amount = 30, ExpiresAt = Now.AddDays(7) }, Assert.Single(account.Holds));
    }

    [SkippableFact]
    public async Task Holds_OfAnAccount_AreListedSoonestExpiryFirst()
    {
        await Open(Alice, 100);
        var never = await Hold(Alice, 1);
        var late = await Hold(Alice, 1, Now.AddDays(2));
        var soon = await Hold(Alice, 1, Now.AddDays(1));

        Assert.Equal([soon, late, never], (await Get(Alice)).Holds.Select(hold => hold.Id));
    }

    [SkippableTheory]
    [InlineData(null, 70)]
    [InlineData(30, 70)]
    [InlineData(10, 90)]
    public async Task Capture_WholeOrPart_TakesItAndReleasesTheRest(int? amount, int balance)
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 30);

        var entry = await Capture(Alice, hold, amount);

        var account = await Get(Alice);
        Assert.Equal((EntryKind.Capture, balance - 100, -30, balance, hold), (entry.Kind, entry.Amount, entry.Held, entry.Balance, entry.Hold));
        Assert.Equal((balance, 0, balance), (account.Balance, account.Held, account.Available));
        Assert.Empty(account.Holds);
    }

    [SkippableFact]
    public async Task Capture_Twice_IsRefusedHoweverLongAgoTheFirstWas()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 30);
        await Capture(Alice, hold, 10);

        await Refuse(Outcome.HoldSettled, new CaptureHold("second", Alice, hold));
        await Bury(Alice);
        await Refuse(Outcome.HoldSettled, new CaptureHold("third", Alice, hold));
    }

    [SkippableFact]
    public async Task Capture_AboveTheHold_LeavesItOpen()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 30);

        await Refuse(Outcome.CaptureExceedsHold, new CaptureHold("greedy", Alice, hold) { Amount = 30.01m, Currency = "EUR" });

        Assert.Equal(30, (await Get(Alice)).Held);
        Assert.Equal(70, (await Capture(Alice, hold, 30)).Balance);
    }

    [SkippableFact]
    public async Task Capture_OfAHoldBuriedInTheJournal_IsApplied()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 30);
        await Bury(Alice);
        await RestartAsync();

        Assert.Equal(-30, (await Capture(Alice, hold)).Amount);
    }

    [SkippableFact]
    public async Task Release_MakesTheMoneyAvailable()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 100);
        await Refuse(Outcome.InsufficientFunds, new Withdraw("held", Alice, 1, "EUR"));

        var entry = await Release(Alice, hold);

        Assert.Equal((EntryKind.Release, 0, -100, hold), (entry.Kind, entry.Amount, entry.Held, entry.Hold));
        Assert.Equal(0, (await Withdraw(Alice, 100)).Balance);
        await Refuse(Outcome.HoldSettled, new CaptureHold("late", Alice, hold));
    }

    [SkippableFact]
    public async Task Release_WhileFrozen_IsAppliedButACaptureIsNot()
    {
        await Open(Alice, 100);
        var (first, second) = (await Hold(Alice, 10), await Hold(Alice, 20));
        await Freeze(Alice);

        await Refuse(Outcome.AccountFrozen, new CaptureHold("capture", Alice, first));
        await Release(Alice, first);

        Assert.Equal(20, (await Get(Alice)).Held);
        await Unfreeze(Alice);
        await Capture(Alice, second);
    }

    [SkippableFact]
    public async Task Hold_JustBeforeItsExpiry_IsOpen()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 100, Now.AddSeconds(10));
        Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMicroseconds(1));

        Assert.Equal(100, (await Get(Alice)).Held);
        await Refuse(Outcome.InsufficientFunds, new Withdraw("early", Alice, 1, "EUR"));
        await Capture(Alice, hold);
    }

    [SkippableFact]
    public async Task Hold_ExactlyAtItsExpiry_IsReleasedAndRecorded()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 100, Now.AddSeconds(10));
        Pass(10);

        Assert.Equal((0, 100), ((await Get(Alice)).Held, (await Get(Alice)).Available));
        await Withdraw(Alice, 100);

        var expiry = (await EntriesOf(Alice))[^2];
        Assert.Equal(
            (EntryKind.Expiry, Outcome.Applied, 0, -100, 100, hold, Now),
            (expiry.Kind, expiry.Outcome, expiry.Amount, expiry.Held, expiry.Balance, expiry.Hold, expiry.Time));
        await Refuse(Outcome.HoldExpired, new CaptureHold("late", Alice, hold));
    }

    [SkippableFact]
    public async Task Hold_ExpiredBeforeItWasPlaced_NeverHoldsForLong()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 100, Now.AddDays(-1));

        Assert.Equal(0, (await Get(Alice)).Held);
        await Refuse(Outcome.HoldExpired, new CaptureHold("late", Alice, hold));
    }

    [SkippableFact]
    public async Task Hold_ExpiredLongAgoOverARestart_StaysExpired()
    {
        await Open(Alice, 100);
        var hold = await Hold(Alice, 100, Now.AddSeconds(10));
        Pass(10);
        await Bury(Alice);
        await RestartAsync();

        await Refuse(Outcome.HoldExpired, new CaptureHold("late", Alice, hold));
        await Refuse(Outcome.HoldExpired, new ReleaseHold("later", Alice, hold));
        Assert.Single(await EntriesOf(Alice), entry => entry.Kind == EntryKind.Expiry);
    }

    [SkippableFact]
    public async Task Holds_SeveralExpired_AreRecordedInTheOrderOfTheirExpiry()
    {
        await Open(Alice, 100);
        var late = await Hold(Alice, 1, Now.AddSeconds(2));
        var soon = await Hold(Alice, 2, Now.AddSeconds(1));
        Pass(5);
        await Deposit(Alice, 1);

        Assert.Equal([soon, late], (await EntriesOf(Alice)).Where(e => e.Kind == EntryKind.Expiry).Select(e => e.Hold));
    }

    [SkippableFact]
    public async Task Hold_ExpiredOnTheDestination_FreesItInTheTransfer()
    {
        await Open(Alice, 10);
        await Open(Bob, 10);
        await Hold(Bob, 10, Now.AddSeconds(1));
        Pass(1);

        await Transfer(Alice, Bob, 10);

        Assert.Equal([EntryKind.Expiry, EntryKind.Transfer], (await EntriesOf(Bob)).Skip(3).Select(entry => entry.Kind));
        Assert.Equal(20, (await Withdraw(Bob, 20)).Amount * -1);
    }

    [SkippableFact]
    public async Task Get_HoldPastItsExpiry_HasTheSequenceOfTheNewestEntryOfTheStatement()
    {
        await Open(Alice, 100);
        await Hold(Alice, 100, Now.AddSeconds(10));
        Pass(10);

        Assert.Equal((await Get(Alice)).Sequence, (await EntriesOf(Alice))[^1].Sequence);
    }

    [SkippableFact]
    public async Task Capture_BeyondTheBalanceLimitOfAnExternalAccount_IsRefused()
    {
        await Send(new OpenAccount(NewId(), World, "EUR") { AccountKind = AccountKind.External });
        await Apply(new Withdraw(NewId(), World, 999_999_999_999_999, "EUR"));
        var hold = NewId();
        await Apply(new PlaceHold(hold, World, 10, "EUR"));

        Assert.Equal(Outcome.BalanceLimit, (await Send(new CaptureHold(NewId(), World, hold))).Outcome);
    }
}
