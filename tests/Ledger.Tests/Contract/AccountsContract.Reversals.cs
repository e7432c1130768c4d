namespace AccountGrains.Ledger.Tests;

/// <summary>Corrections: what was applied is undone by new entries, once.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task Reverse_Deposit_TakesItBack()
    {
        await Open(Alice, 100);
        var deposit = await Deposit(Alice, 30);

        var reversal = await Reverse(deposit);

        Assert.Equal((EntryKind.Reversal, -30, 100, deposit.Sequence), (reversal.Kind, reversal.Amount, reversal.Balance, reversal.Reverses));
    }

    [SkippableFact]
    public async Task Reverse_Withdrawal_BringsItBack()
    {
        await Open(Alice, 100);

        Assert.Equal(100, (await Reverse(await Withdraw(Alice, 30))).Balance);
    }

    [SkippableFact]
    public async Task Reverse_Capture_BringsTheMoneyBackButNotTheHold()
    {
        await Open(Alice, 100);
        var capture = await Capture(Alice, await Hold(Alice, 30), 20);

        var reversal = await Reverse(capture);

        Assert.Equal((20, 0, 100), (reversal.Amount, reversal.Held, reversal.Balance));
        Assert.Equal(0, (await Get(Alice)).Held);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reverse_TransferFromEitherSide_UndoesBoth(bool fromSource)
    {
        await Open(Alice, 100);
        await Open(Bob, 5);
        var debit = await Transfer(Alice, Bob, 30);
        var credit = await Accounts.FindAsync(Bob, debit.RequestId);
        var (near, far) = fromSource ? (debit, credit!) : (credit!, debit);

        var reversal = await Reverse(near);

        var other = await Accounts.FindAsync(far.Account, reversal.RequestId);
        Assert.Equal((-near.Amount, far.Account, near.Sequence), (reversal.Amount, reversal.Counterparty, reversal.Reverses));
        Assert.Equal((-far.Amount, near.Account, far.Sequence), (other!.Amount, other.Counterparty, other.Reverses));
        Assert.Equal((100, 5), (await BalanceOf(Alice), await BalanceOf(Bob)));
        await Refuse(Outcome.AlreadyReversed, new ReverseEntry("from the other side", far.Account, far.Sequence));
    }

    [SkippableFact]
    public async Task Reverse_SaleFromTheFee_UndoesAllOfIt()
    {
        await OpenSale();
        await Apply(Sale("order 7", 100));
        var fee = await Accounts.FindAsync(Fee, "order 7");

        await Reverse(fee!);

        Assert.Equal((100, 0, 0, 0), (await BalanceOf(Alice), await BalanceOf(Shop), await BalanceOf(Fee), await BalanceOf(Tax)));
    }

    [SkippableFact]
    public async Task Reverse_TransferWhoseMoneyIsSpent_UndoesNothing()
    {
        await Open(Alice, 100);
        await Open(Bob);
        var transfer = await Transfer(Alice, Bob, 30);
        await Withdraw(Bob, 1);

        await Refuse(Outcome.InsufficientFunds, new ReverseEntry("undo", Alice, transfer.Sequence));

        Assert.Equal((70, 29), (await BalanceOf(Alice), await BalanceOf(Bob)));
        await Deposit(Bob, 1);
        await Reverse(transfer);
    }

    [SkippableFact]
    public async Task Reverse_TransferToAFrozenAccount_UndoesNothing()
    {
        await Open(Alice, 100);
        await Open(Bob);
        var transfer = await Transfer(Alice, Bob, 30);
        await Freeze(Bob);

        await Refuse(Outcome.AccountFrozen, new ReverseEntry("undo", Alice, transfer.Sequence));

        Assert.Equal(70, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Reverse_LongPastTransfer_IsFoundOnAllItsAccounts()
    {
        await Open(Alice, 100);
        await Open(Bob);
        var transfer = await Transfer(Alice, Bob, 30);
        await Bury(Alice);
        await Bury(Bob);
        await RestartAsync();

        await Reverse(transfer);

        Assert.Equal((100 + Window + 1, Window + 1), (await BalanceOf(Alice), await BalanceOf(Bob)));
    }

    [SkippableFact]
    public async Task Reverse_Twice_IsRefusedHoweverLongAgoTheFirstWas()
    {
        await Open(Alice, 100);
        var deposit = await Deposit(Alice, 30);
        await Reverse(deposit);

        await Refuse(Outcome.AlreadyReversed, new ReverseEntry("second", Alice, deposit.Sequence));
        await Bury(Alice);
        await Refuse(Outcome.AlreadyReversed, new ReverseEntry("third", Alice, deposit.Sequence));
        Assert.Equal(100 + Window + 1, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Reverse_RefusedOnce_MayStillBeDoneUnderAnotherId()
    {
        await Open(Alice);
        var deposit = await Deposit(Alice, 30);
        var spent = await Withdraw(Alice, 30);
        await Refuse(Outcome.InsufficientFunds, new ReverseEntry("spent", Alice, deposit.Sequence));

        await Reverse(spent);
        await Reverse(deposit);

        Assert.Equal(0, await BalanceOf(Alice));
    }

    [SkippableFact]
    public async Task Reverse_WhatMovedNoMoney_IsRefused()
    {
        await Open(Alice, 100);
        var deposit = await Deposit(Alice, 30);
        var hold = await Apply(new PlaceHold("hold", Alice, 1, "EUR"));
        Entry[] entries =
        [
            (await EntriesOf(Alice))[0],
            await Reverse(deposit),
            await Refuse(Outcome.InsufficientFunds, new Withdraw("too much", Alice, 999, "EUR")),
            hold,
            await Release(Alice, "hold"),
            await Freeze(Alice),
            await Unfreeze(Alice),
        ];

        foreach (var entry in entries) await Refuse(Outcome.NotReversible, new ReverseEntry(NewId(), Alice, entry.Sequence));
    }
}
