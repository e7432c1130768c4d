namespace AccountGrains.Ledger.Tests;

/// <summary>Transfers of one leg and of several.</summary>
public abstract partial class AccountsContract
{
    private string Shop => Named("shop");

    private string Fee => Named("fee");

    private string Tax => Named("tax");

    [SkippableFact]
    public async Task Transfer_OneLeg_GivesEachSideItsEntry()
    {
        await Open(Alice, 100);
        await Open(Bob);

        var receipt = await Send(new Transfer("gift", Alice, Bob, 30, "EUR") { Memo = "happy birthday" });

        var debit = await Accounts.FindAsync(Alice, "gift");
        var credit = await Accounts.FindAsync(Bob, "gift");
        Assert.Equal(debit, receipt.Entry);
        Assert.Equal((EntryKind.Transfer, -30, 70, Bob, "happy birthday"), (debit!.Kind, debit.Amount, debit.Balance, debit.Counterparty, debit.Memo));
        Assert.Equal((EntryKind.Transfer, 30, 30, Alice, "happy birthday"), (credit!.Kind, credit.Amount, credit.Balance, credit.Counterparty, credit.Memo));
        Assert.Equal(debit.Time, credit.Time);
    }

    [SkippableFact]
    public async Task Transfer_Refused_MovesNothing()
    {
        await Open(Alice, 10);
        await Open(Bob);

        await Refuse(Outcome.InsufficientFunds, new Transfer("too much", Alice, Bob, 10.01m, "EUR"));

        Assert.Equal((10, 0), (await BalanceOf(Alice), await BalanceOf(Bob)));
        Assert.Single(await EntriesOf(Bob));
    }

    [SkippableFact]
    public async Task Transfer_SaleWithFeeAndTax_IsOneWhole()
    {
        await OpenSale();

        var entry = await Apply(Sale("order 7", 100));

        Assert.Equal((-100, 0, $"{Shop},{Fee},{Tax}"), (entry.Amount, entry.Balance, entry.Counterparty));
        Assert.Equal((78, 3, 19), (await BalanceOf(Shop), await BalanceOf(Fee), await BalanceOf(Tax)));
        Assert.Equal(3, (await Accounts.FindAsync(Fee, "order 7"))?.Amount);
    }

    [SkippableFact]
    public async Task Transfer_OneOfItsAccountsFrozen_MovesNothing()
    {
        await OpenSale();
        await Freeze(Tax);

        await Refuse(Outcome.AccountFrozen, Sale("order 7", 100));

        Assert.Equal((100, 0, 0), (await BalanceOf(Alice), await BalanceOf(Shop), await BalanceOf(Fee)));
        Assert.Null(await Accounts.FindAsync(Shop, "order 7"));
    }

    [SkippableFact]
    public async Task Transfer_AccountInSeveralLegs_GetsOneEntryOfTheirSum()
    {
        await Open(Alice, 10);
        await Open(Bob);
        await Open(Carol);

        // Bob passes on more than he has: only the sum of his legs counts.
        await Apply(new Transfer("pass on", [new(Alice, Bob, 10, "EUR"), new(Bob, Carol, 4, "EUR"), new(Bob, Carol, 5, "EUR")]));

        var bob = await Accounts.FindAsync(Bob, "pass on");
        Assert.Equal((1, 1, $"{Alice},{Carol}"), (bob!.Amount, bob.Balance, bob.Counterparty));
        Assert.Equal((0, 9), (await BalanceOf(Alice), await BalanceOf(Carol)));
        Assert.Equal(2, (await Get(Bob)).Sequence);
    }

    [SkippableFact]
    public async Task Transfer_NetAmountIsZero_IsStillRecorded()
    {
        await Open(Alice);
        await Open(Bob);

        await Apply(new Transfer("swap", [new(Alice, Bob, 10, "EUR"), new(Bob, Alice, 10, "EUR")]));

        Assert.Equal((0, 0), (await BalanceOf(Alice), await BalanceOf(Bob)));
        Assert.Equal((0, 0), ((await Accounts.FindAsync(Alice, "swap"))!.Amount, (await Accounts.FindAsync(Bob, "swap"))!.Amount));
    }

    [SkippableFact]
    public async Task Transfer_OneOfManyLegsShort_IsJudgedBySum()
    {
        await Open(Alice, 10);
        await Open(Bob);
        await Open(Carol);

        await Refuse(Outcome.InsufficientFunds,
            new Transfer("too much", [new(Alice, Bob, 6, "EUR"), new(Alice, Carol, 4.01m, "EUR")]));
        await Apply(new Transfer("just enough", [new(Alice, Bob, 6, "EUR"), new(Alice, Carol, 4, "EUR")]));
    }

    [SkippableFact]
    public async Task Transfer_TwoCurrencies_ExchangesOnBothOrNeither()
    {
        var (dealerEur, dealerUsd, aliceUsd) = (Named("dealer-eur"), Named("dealer-usd"), Named("alice-usd"));
        await Open(Alice, 100);
        await Open(dealerEur);
        await Open(dealerUsd, 50, "USD");
        await Open(aliceUsd, currency: "USD");
        Transfer Exchange(string id, decimal dollars) =>
            new(id, [new(Alice, dealerEur, 50, "EUR"), new(dealerUsd, aliceUsd, dollars, "USD")]);

        await Refuse(Outcome.InsufficientFunds, Exchange("too many dollars", 55));
        Assert.Equal(100, await BalanceOf(Alice));
        await Apply(Exchange("enough", 50));

        Assert.Equal((50, 50, 0, 50),
            (await BalanceOf(Alice), await BalanceOf(dealerEur), await BalanceOf(dealerUsd), await BalanceOf(aliceUsd)));
    }

    [SkippableFact]
    public async Task Transfer_SixteenLegsOverAccountsWithTheLongestNames_IsApplied()
    {
        var payees = Enumerable.Range(0, 16).Select(i => Named($"payee{i}").PadRight(128, '_')).ToArray();
        await Open(Alice, 16);
        foreach (var payee in payees) await Open(payee);

        var entry = await Apply(new Transfer("payday", [.. payees.Select(payee => new Leg(Alice, payee, 1, "EUR"))]));
        await RestartAsync();

        Assert.Equal(string.Join(',', payees), (await Accounts.FindAsync(Alice, "payday"))?.Counterparty);
        Assert.Equal(0, entry.Balance);
        foreach (var payee in payees) Assert.Equal(1, await BalanceOf(payee));
    }

    [SkippableFact]
    public async Task Transfer_BothWaysAtOnce_KeepsTheSum()
    {
        await Open(Alice, 50);
        await Open(Bob, 50);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Send(
            i % 2 == 0 ? new Transfer($"there {i}", Alice, Bob, 3, "EUR") : new Transfer($"back {i}", Bob, Alice, 3, "EUR")))));

        var (alice, bob) = (await BalanceOf(Alice), await BalanceOf(Bob));
        var net = receipts.Where(receipt => receipt.IsApplied).Sum(receipt => receipt.Entry.Account == Alice ? -3 : 3);
        Assert.Equal((50 + net, 50 - net), (alice, bob));
        Assert.All([alice, bob], balance => Assert.InRange(balance, 0, 100));
        // Every refusal has its entry at the source, every transfer one on both sides.
        Assert.Equal(4 + 200 + receipts.Count(receipt => receipt.IsApplied), (await Get(Alice)).Sequence + (await Get(Bob)).Sequence);
    }

    private async Task OpenSale()
    {
        await Open(Alice, 100);
        await Open(Shop);
        await Open(Fee);
        await Open(Tax);
    }

    private Transfer Sale(string id, decimal price) => new(id,
    [
        new(Alice, Shop, price, "EUR"),
        new(Shop, Fee, price * 0.03m, "EUR"),
        new(Shop, Tax, price * 0.19m, "EUR"),
    ]);
}
