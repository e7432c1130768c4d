namespace AccountGrains.Ledger.Tests;

/// <summary>Opening, freezing and closing; amounts and currencies.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task Get_NeverOpened_IsNull() => Assert.Null(await Accounts.GetAsync(Alice));

    [SkippableFact]
    public async Task Get_OnlyRefusalsInItsJournal_IsNull()
    {
        await Refuse(Outcome.AccountNotFound, new Deposit("early", Alice, 1, "EUR"));

        Assert.Null(await Accounts.GetAsync(Alice));
    }

    [SkippableFact]
    public async Task Open_Defaults_AreInternalWithoutOverdraft()
    {
        await Open(Alice);

        var account = await Get(Alice);
        Assert.Equal(
            (Alice, "EUR", AccountKind.Internal, AccountStatus.Open, 0m, false, 0m, 0m, 1L),
            (account.Id, account.Currency, account.Kind, account.Status, account.OverdraftLimit, account.Busy, account.Balance,
                account.Held, account.Sequence));
        Assert.Empty(account.Holds);
    }

    [SkippableFact]
    public async Task Open_EveryOption_IsKeptOverARestart()
    {
        await Apply(new OpenAccount("bank", World, "USD") { AccountKind = AccountKind.External, Busy = true });
        await Apply(new OpenAccount("credit", Alice, "KWD") { OverdraftLimit = 12.345m });
        await RestartAsync();

        var (world, alice) = (await Get(World), await Get(Alice));
        Assert.Equal((AccountKind.External, true, "USD"), (world.Kind, world.Busy, world.Currency));
        Assert.Equal((AccountKind.Internal, false, 12.345m), (alice.Kind, alice.Busy, alice.OverdraftLimit));
        Assert.Equal(12.345m, alice.Available);
    }

    [SkippableFact]
    public async Task Available_WithOverdraftAndHold_CountsBoth()
    {
        await Open(Alice, 100, overdraft: 50);
        await Hold(Alice, 30);

        Assert.Equal(120, (await Get(Alice)).Available);
    }

    [SkippableFact]
    public async Task Freeze_UntilUnfrozen_StopsMoney()
    {
        await Open(Alice, 10);
        await Freeze(Alice);
        Assert.Equal(AccountStatus.Frozen, (await Get(Alice)).Status);
        await Refuse(Outcome.AccountFrozen, new Withdraw("frozen", Alice, 1, "EUR"));

        await Unfreeze(Alice);

        Assert.Equal(9, (await Withdraw(Alice, 1)).Balance);
        Assert.Equal(AccountStatus.Open, (await Get(Alice)).Status);
    }

    [SkippableFact]
    public async Task Close_Emptied_IsForEver()
    {
        await Open(Alice, 10);
        await Refuse(Outcome.BalanceNotZero, new CloseAccount("too early", Alice));
        await Withdraw(Alice, 10);
        await Close(Alice);
        await RestartAsync();

        Assert.Equal(AccountStatus.Closed, (await Get(Alice)).Status);
        await Refuse(Outcome.AccountExists, new OpenAccount("again", Alice, "EUR"));
        await Refuse(Outcome.AccountClosed, new Deposit("late", Alice, 1, "EUR"));
    }

    [SkippableFact]
    public async Task Close_OnlyAnExpiredHoldLeft_IsApplied()
    {
        await Open(Alice, 10);
        await Hold(Alice, 10, Now.AddSeconds(1));
        await Refuse(Outcome.InsufficientFunds, new Withdraw("held", Alice, 10, "EUR"));
        Pass(1);

        await Withdraw(Alice, 10);
        await Close(Alice);
    }

    [SkippableTheory]
    [InlineData("JPY", "1")]
    [InlineData("EUR", "0.01")]
    [InlineData("KWD", "0.001")]
    [InlineData("CLF", "0.0001")]
    [InlineData("JPY", "999999999999999")]
    [InlineData("EUR", "999999999999999.99")]
    [InlineData("KWD", "999999999999999.999")]
    [InlineData("CLF", "999999999999999.9999")]
    public async Task Deposit_SmallestAndLargestOfACurrency_IsExact(string currency, string amount)
    {
        var money = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        await Open(Alice, currency: currency);

        var entry = await Deposit(Alice, money, currency);
        await RestartAsync();

        Assert.Equal((money, money), (entry.Amount, entry.Balance));
        Assert.Equal(money, await BalanceOf(Alice));
        Assert.Equal(money, Assert.Single(await EntriesOf(Alice), e => e.Kind == EntryKind.Deposit).Amount);
    }

    [SkippableFact]
    public async Task Withdraw_IntoTheOverdraft_StopsExactlyAtTheLimit()
    {
        await Open(Alice, 10, overdraft: 5);

        Assert.Equal(-5, (await Withdraw(Alice, 15)).Balance);
        await Refuse(Outcome.InsufficientFunds, new Withdraw("one cent more", Alice, 0.01m, "EUR"));
        Assert.Equal(-4.99m, (await Deposit(Alice, 0.01m)).Balance);
    }

    [SkippableFact]
    public async Task Names_OfTheGreatestLength_AreKept()
    {
        var longest = Alice + new string('a', 128 - Alice.Length);
        var request = new string('~', 128);
        var memo = string.Concat(Enumerable.Repeat("\U0001F4B6", 128));
        await Open(longest);
        await Apply(new Deposit(request, longest, 1, "EUR") { Memo = memo });
        await RestartAsync();

        var entry = await Accounts.FindAsync(longest, request);
        Assert.Equal((longest, request, memo), (entry?.Account, entry?.RequestId, entry?.Memo));
    }

    [SkippableFact]
    public async Task Names_ThatDifferInCaseAlone_AreDifferent()
    {
        var upper = Alice.ToUpperInvariant();
        await Open(Alice, 1);
        await Open(upper, 2);
        await Apply(new Deposit("id", Alice, 10, "EUR"));
        await Apply(new Deposit("ID", Alice, 100, "EUR"));

        Assert.Equal((111, 2), (await BalanceOf(Alice), await BalanceOf(upper)));
    }
}
