namespace AccountGrains.Ledger.Tests;

/// <summary>Two embedded hosts over one store, as two processes over one database: each decides on what it remembers.</summary>
public sealed class TwoHostsTests
{
    [Fact]
    public async Task Commit_OtherHostChangedTheAccount_IsDecidedAgain()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 70);
        Once(here, () => there.Send(new Deposit("y", "alice", 30, "EUR")));

        var receipt = await here.Send(new Withdraw("all of x", "alice", 70, "EUR"));

        Assert.Equal((Outcome.Applied, 30), (receipt.Outcome, receipt.Entry.Balance));
        Assert.Equal([1, 2, 3, 4], (await here.EntriesOf("alice")).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Commit_OtherHostSpentTheMoney_IsRefused()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 70);
        Once(here, () => there.Send(new Withdraw("faster", "alice", 70, "EUR")));

        Assert.Equal(Outcome.InsufficientFunds, (await here.Send(new Withdraw("slower", "alice", 70, "EUR"))).Outcome);
    }

    [Fact]
    public async Task Commit_DuplicateWonInBetween_ItsOutcomeStands()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice");
        await here.Open("bob");
        var transfer = new Transfer("t", "alice", "bob", 5, "EUR");
        // Here it is about to be refused; there the money came in first.
        Once(here, async () =>
        {
            await there.Send(new Deposit("in time", "alice", 5, "EUR"));
            await there.Send(transfer);
        });

        var receipt = await here.Send(transfer);

        Assert.Equal((Outcome.Applied, true), (receipt.Outcome, receipt.IsReplay));
        Assert.Equal((0, 5), (await here.BalanceOf("alice"), await here.BalanceOf("bob")));
    }

    [Fact]
    public async Task Execute_DuplicateOfATransferWhoseAnchorIsStaleHere_IsAReplay()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 5);
        await there.Open("bob");
        var transfer = new Transfer("t", "alice", "bob", 5, "EUR");
        var first = await there.Send(transfer);

        // Alice is in memory as she was before, Bob is loaded as he is now.
        var second = await here.Send(transfer);

        Assert.Equal(new Receipt(Outcome.Applied, first.Entry, IsReplay: true), second);
    }

    [Fact]
    public async Task Commit_RefusalRestsOnAnAccountThatChanged_IsDecidedAgain()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 5);
        await here.Open("bob");
        await here.Send(new FreezeAccount("freeze", "bob"));
        Once(here, () => there.Send(new UnfreezeAccount("unfreeze", "bob")));

        Assert.Equal(Outcome.Applied, (await here.Send(new Transfer("t", "alice", "bob", 5, "EUR"))).Outcome);
    }

    [Fact]
    public async Task Commit_OneAccountOfTheBatchChanged_AppliesTheOthersToo()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 10);
        await here.Open("bob", 10);
        Once(here, () => there.Send(new Deposit("from there", "alice", 1, "EUR")));

        var answers = await here.SendTogether(new Withdraw("w", "alice", 10, "EUR"), new Withdraw("w", "bob", 10, "EUR"));

        Assert.All(await Task.WhenAll(answers), receipt => Assert.Equal((Outcome.Applied, false), (receipt.Outcome, receipt.IsReplay)));
        Assert.Equal((1, 0), (await here.BalanceOf("alice"), await here.BalanceOf("bob")));
    }

    [Fact]
    public async Task Commit_OtherHostIsFasterThanALargeBatch_IsMadeSmallerUntilItPasses()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 0);
        var wins = 0;
        here.Store.BeforeCommit = accounts => accounts.Sum(account => account.Unstored.Count()) > 4
            ? there.Send(new Deposit($"there {++wins}", "alice", 1, "EUR"))
            : Task.CompletedTask;

        var answers = await here.SendTogether([.. Enumerable.Range(0, 64).Select(i => new Deposit($"here {i}", "alice", 1, "EUR"))]);

        Assert.All(await Task.WhenAll(answers), receipt => Assert.True(receipt is { IsApplied: true, IsReplay: false }));
        Assert.NotEqual(0, wins);
        Assert.Equal(64 + wins, await here.BalanceOf("alice"));
    }

    [Fact]
    public async Task Commit_OtherHostKeepsWinning_FailsForCertainAndMaySucceedLater()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 10);
        var wins = 0;
        here.Store.BeforeCommit = _ => there.Send(new Deposit($"there {++wins}", "alice", 1, "EUR"));
        var withdrawal = new Withdraw("w", "alice", 10, "EUR");

        await Assert.ThrowsAsync<RequestFailedException>(() => here.Send(withdrawal));
        here.Store.Heal();

        Assert.Equal((false, wins), ((await here.Send(withdrawal)).IsReplay, await here.BalanceOf("alice")));
    }

    [Fact]
    public async Task Commit_ReloadAfterAConflictFails_FailsForCertain()
    {
        await using var here = new FaultyHost();
        await using var there = here.Beside();
        await here.Open("alice", 10);
        Once(here, async () =>
        {
            await there.Send(new Deposit("from there", "alice", 1, "EUR"));
            here.Store.BeforeLoad = () => throw new StoreException(StoreProblem.Unreachable, "no answer");
        });

        // The commit is known to have written nothing, so the lost reload leaves no doubt.
        await Assert.ThrowsAsync<RequestFailedException>(() => here.Send(new Withdraw("w", "alice", 10, "EUR")));
    }

    [Fact]
    public async Task Execute_OtherHostAppliesItBetweenTwoLookUps_IsAReplayAndNoConflict()
    {
        await using var here = new FaultyHost(new EmbeddedOptions { Window = 4 });
        await using var there = here.Beside();
        await here.Open("alice");
        await here.Open("bob");
        foreach (var account in (string[])["alice", "bob"])
        {
            for (var i = 0; i < 6; i++) await here.Send(new Deposit($"d{i}", account, 1, "EUR"));
        }

        await here.Send(new Withdraw("all", "alice", 6, "EUR"));
        // Whoever met an old request looks for the next one first.
        Assert.True((await here.Send(new Deposit("d0", "bob", 1, "EUR"))).IsReplay);
        var transfer = new Transfer("t", "alice", "bob", 10, "EUR");
        Receipt? first = null;
        here.Store.AfterLookUp = async () =>
        {
            here.Store.Heal();
            await there.Send(new Deposit("fill", "alice", 10, "EUR"));
            first = await there.Send(transfer);
        };

        // Alice's journal does not have it yet, in memory she has no money, and Bob's journal has it.
        var receipt = await here.Send(transfer);

        Assert.Equal(first! with { IsReplay = true }, receipt);
    }

    [Fact]
    public async Task Execute_RandomTransfersSentToBoth_KeepMoneyAndApplyEachIdOnce()
    {
        const int Accounts = 4, Transfers = 300, Money = 50;
        var options = new EmbeddedOptions { Window = 4, BatchSize = 8 };
        await using var here = new FaultyHost(options);
        await using var there = here.Beside();
        for (var i = 0; i < Accounts; i++) await here.Open($"a{i}", Money);
        var random = new Random(7);
        var transfers = Enumerable.Range(0, Transfers).Select(i =>
        {
            var from = random.Next(Accounts);
            return new Transfer($"t{i}", $"a{from}", $"a{(from + random.Next(1, Accounts)) % Accounts}", random.Next(1, 40), "EUR");
        }).ToArray();

        var sent = transfers.SelectMany(transfer => new[] { here, there }.Select(host => Task.Run(() => Insist(host, transfer))));
        var receipts = await Task.WhenAll(sent);

        foreach (var pair in receipts.Chunk(2))
        {
            Assert.Equal(pair[0].Entry, pair[1].Entry);
            Assert.Single(pair, receipt => receipt.IsReplay);
        }

        var balances = new List<decimal>();
        for (var i = 0; i < Accounts; i++)
        {
            var entries = await here.EntriesOf($"a{i}");
            balances.Add(entries.Where(entry => entry.IsApplied).Sum(entry => entry.Amount));
            Assert.Equal(balances[i], await here.BalanceOf($"a{i}"));
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Sequence));
        }

        Assert.Equal(Accounts * Money, balances.Sum());
        Assert.All(balances, balance => Assert.True(balance >= 0));
        Assert.Contains(receipts, receipt => !receipt.IsApplied);
    }

    /// <summary>A host that lost the race too often says so; its caller asks again.</summary>
    private static async Task<Receipt> Insist(FaultyHost host, Command command)
    {
        while (true)
        {
            try
            {
                return await host.Send(command);
            }
            catch (RequestFailedException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Lets something happen between a decision and its commit, once.</summary>
    private static void Once(FaultyHost host, Func<Task> happening) => host.Store.BeforeCommit = async accounts =>
    {
        if (!accounts.Any(account => account.Id == "alice")) return;
        host.Store.Heal();
        await happening();
    };
}
