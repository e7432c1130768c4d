namespace AccountGrains.Ledger.Tests;

/// <summary>The embedded host when its store, its queue or its callers fail.</summary>
public sealed class EmbeddedLedgerTests
{
    private static readonly Command[] Three =
        [new Deposit("d1", "alice", 1, "EUR"), new Deposit("d2", "alice", 2, "EUR"), new Transfer("t1", "alice", "bob", 3, "EUR")];

    [Fact]
    public async Task Queue_Full_PushesBackAndLosesNothing()
    {
        await using var host = new FaultyHost(new EmbeddedOptions { QueueLength = 2 });
        await host.Open("alice");
        var gate = await host.Stop();
        Task<Receipt>[] waiting = [host.Send(new Deposit("d1", "alice", 1, "EUR")), host.Send(new Deposit("d2", "alice", 2, "EUR"))];

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => host.Send(new Deposit("d3", "alice", 4, "EUR")));
        gate.Open();

        Assert.Equal("d3", error.RequestId);
        Assert.Contains("2 commands are waiting, which is the limit", error.Message, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(waiting), receipt => Assert.True(receipt.IsApplied));
        Assert.False((await host.Send(new Deposit("d3", "alice", 4, "EUR"))).IsReplay);
        Assert.Equal(7, await host.BalanceOf("alice"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_Unreachable_LeavesTheWholeBatchInDoubtUntilItIsAskedAgain(bool written)
    {
        await using var host = new FaultyHost();
        await host.Open("alice");
        await host.Open("bob");
        var lost = new StoreException(StoreProblem.Unreachable, "the connection was lost");
        if (written) host.Store.AfterCommit = () => throw lost;
        else host.Store.BeforeCommit = _ => throw lost;

        var answers = await host.SendTogether(Three);

        foreach (var (command, answer) in Three.Zip(answers))
        {
            var error = await Assert.ThrowsAsync<RequestInDoubtException>(() => answer);
            Assert.Equal((command.RequestId, lost), (error.RequestId, error.InnerException));
        }

        host.Store.Heal();
        foreach (var command in Three)
        {
            var receipt = await host.Send(command);
            Assert.Equal((Outcome.Applied, written), (receipt.Outcome, receipt.IsReplay));
        }

        Assert.Equal(4, (await host.EntriesOf("alice")).Count);
        Assert.Equal((0, 3), (await host.BalanceOf("alice"), await host.BalanceOf("bob")));
    }

    [Theory]
    [InlineData(StoreProblem.Locked)]
    [InlineData(StoreProblem.ReadOnly)]
    [InlineData(StoreProblem.Full)]
    [InlineData(StoreProblem.NewerVersion)]
    [InlineData(StoreProblem.NotALedger)]
    public async Task Commit_StoreSaysNothingWasWritten_FailsTheBatchForCertain(StoreProblem problem)
    {
        await using var host = new FaultyHost();
        await host.Open("alice");
        await host.Open("bob");
        host.Store.BeforeCommit = _ => throw new StoreException(problem, "no");

        foreach (var answer in await host.SendTogether(Three)) await Assert.ThrowsAsync<RequestFailedException>(() => answer);

        host.Store.Heal();
        foreach (var command in Three) Assert.Equal((Outcome.Applied, false), await OutcomeOf(host, command));
    }

    [Fact]
    public async Task Load_Unreachable_FailsForCertain()
    {
        await using var host = new FaultyHost();
        host.Store.BeforeLoad = () => throw new StoreException(StoreProblem.Unreachable, "no answer");
        var open = new OpenAccount("open", "alice", "EUR");

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => host.Send(open));

        Assert.Contains("no answer", error.Message, StringComparison.Ordinal);
        host.Store.BeforeLoad = () => Task.CompletedTask;
        Assert.Equal((Outcome.Applied, false), await OutcomeOf(host, open));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task Commit_OneRowRefused_FailsThatCommandAlone(int poisoned)
    {
        await using var host = new FaultyHost();
        await host.Open("alice");
        host.Store.BeforeCommit = accounts =>
            accounts.Any(account => account.Unstored.Any(entry => entry.Memo == "poison"))
                ? throw new StoreException(StoreProblem.Refused, "a constraint")
                : Task.CompletedTask;
        Command[] commands = [.. Enumerable.Range(0, 9).Select(i =>
            new Deposit($"d{i}", "alice", 1, "EUR") { Memo = i == poisoned ? "poison" : null })];

        var answers = await host.SendTogether(commands);

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => answers[poisoned]);
        Assert.Equal($"d{poisoned}", error.RequestId);
        foreach (var (i, answer) in answers.Index().Where(answer => answer.Index != poisoned))
            Assert.Equal((Outcome.Applied, $"d{i}"), ((await answer).Outcome, (await answer).Entry.RequestId));
        Assert.Equal(8, await host.BalanceOf("alice"));
        host.Store.Heal();
        Assert.Equal((Outcome.Applied, false), await OutcomeOf(host, commands[poisoned]));
    }

    [Fact]
    public async Task Batch_OldHoldIdWithOtherContent_IsAConflictAndFailsNoNeighbour()
    {
        await using var host = new FaultyHost(new EmbeddedOptions { Window = 2 });
        await host.Open("alice", 10);
        var hold = new PlaceHold("hold", "alice", 1, "EUR") { ExpiresAt = new(2020, 1, 1, 0, 0, 0, default) };
        await host.Send(hold);
        await host.Send(new Deposit("expires it", "alice", 1, "EUR"));

        // The expiry is in the window, the hold is not: what follows is decided before the store tells of the hold.
        var answers = await host.SendTogether(hold with { Amount = 2 }, new Deposit("neighbour", "alice", 1, "EUR"));

        Assert.Equal(Outcome.Applied, (await answers[1]).Outcome);
        Assert.Equal(Outcome.RequestConflict, (await answers[0]).Outcome);
    }

    [Fact]
    public async Task Commit_Bug_LeavesItsBatchInDoubtAndTheLoopAlive()
    {
        await using var host = new FaultyHost();
        await host.Open("alice");
        host.Store.BeforeCommit = _ => throw new InvalidOperationException("a bug");
        var deposit = new Deposit("d1", "alice", 1, "EUR");

        await Assert.ThrowsAsync<RequestInDoubtException>(() => host.Send(deposit));
        await Assert.ThrowsAsync<RequestInDoubtException>(() => host.Send(deposit));
        host.Store.Heal();

        Assert.Equal((Outcome.Applied, false), await OutcomeOf(host, deposit));
    }

    [Fact]
    public async Task Load_Bug_FailsForCertainAndTheLoopLives()
    {
        await using var host = new FaultyHost();
        host.Store.BeforeLoad = () => throw new InvalidOperationException("a bug");
        var open = new OpenAccount("open", "alice", "EUR");

        await Assert.ThrowsAsync<RequestFailedException>(() => host.Send(open));
        host.Store.BeforeLoad = () => Task.CompletedTask;

        Assert.Equal((Outcome.Applied, false), await OutcomeOf(host, open));
    }

    [Fact]
    public async Task Commit_ManyWaiting_StoresThemTogether()
    {
        await using var host = new FaultyHost(new EmbeddedOptions { BatchSize = 30 });
        await host.Open("alice");
        var commits = 0;
        host.Store.AfterCommit = () => commits++;

        await Task.WhenAll(await host.SendTogether(Enumerable.Range(0, 100).Select(i => new Deposit($"d{i}", "alice", 1, "EUR"))));

        // One for the gate and 4 for 100 commands.
        Assert.Equal(1 + 4, commits);
        Assert.Equal(100, await host.BalanceOf("alice"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_WhileItWaits_AppliesAllOfItOnce(bool inCommit)
    {
        await using var host = new FaultyHost();
        await host.Open("alice", 10);
        await host.Open("bob");
        var transfer = new Transfer("t1", "alice", "bob", 4, "EUR");
        using var cancellation = new CancellationTokenSource();
        var gate = inCommit ? new Gate() : await host.Stop();
        if (inCommit) host.Store.BeforeCommit = _ => gate.PassAsync();

        var answer = host.Ledger.ExecuteAsync(transfer, cancellation.Token);
        if (inCommit) await gate.Reached;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        gate.Open();

        Assert.Equal((Outcome.Applied, true), await OutcomeOf(host, transfer));
        Assert.Equal((6, 4), (await host.BalanceOf("alice"), await host.BalanceOf("bob")));
    }

    [Fact]
    public async Task Dispose_WhileCommandsWait_AnswersThemAndThenClosesTheStore()
    {
        var host = new FaultyHost(new EmbeddedOptions { BatchSize = 2 });
        await host.Open("alice", 10);
        await host.Open("bob");
        var gate = await host.Stop();
        Task<Receipt>[] answers = [.. Three.Select(host.Send)];

        var disposal = host.DisposeAsync();
        Assert.False(host.Store.IsDisposed);
        gate.Open();
        await disposal;

        Assert.True(host.Store.IsDisposed);
        Assert.All(await Task.WhenAll(answers), receipt => Assert.True(receipt.IsApplied));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.Send(new Deposit("late", "alice", 1, "EUR")));
    }

    [Fact]
    public async Task Cache_TooSmallForAnything_ChangesNoOutcome()
    {
        await using var host = new FaultyHost(new EmbeddedOptions { CachedEntries = 0, Window = 1 });
        await host.Open("alice", 10);
        await host.Open("bob");

        foreach (var command in Three) Assert.Equal((Outcome.Applied, false), await OutcomeOf(host, command));
        foreach (var command in Three) Assert.Equal((Outcome.Applied, true), await OutcomeOf(host, command));
    }

    [Fact]
    public async Task Cache_FullOfOtherAccounts_LoadsAgainWhatItForgot()
    {
        await using var host = new FaultyHost(new EmbeddedOptions { CachedEntries = 10 });
        for (var i = 0; i < 20; i++) await host.Open($"a{i}", i + 1);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal((Outcome.InsufficientFunds, false), await OutcomeOf(host, new Withdraw("too much", $"a{i}", i + 2, "EUR")));
            Assert.Equal((Outcome.Applied, false), await OutcomeOf(host, new Withdraw("all", $"a{i}", i + 1, "EUR")));
        }
    }

    public static TheoryData<EmbeddedOptions> BadOptions() =>
        [new() { Window = 0 }, new() { QueueLength = 0 }, new() { BatchSize = 0 }, new() { CachedEntries = -1 }];

    [Theory, MemberData(nameof(BadOptions))]
    public void Start_BadOption_IsRefused(EmbeddedOptions options) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultyHost(options));

    private static async Task<(Outcome Outcome, bool IsReplay)> OutcomeOf(FaultyHost host, Command command)
    {
        var receipt = await host.Send(command);
        return (receipt.Outcome, receipt.IsReplay);
    }
}
