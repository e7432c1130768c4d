namespace AccountGrains.Ledger.Tests;

/// <summary>A batch that is decided while the one before it is being stored, whatever becomes of that one.</summary>
public sealed class DecidedAheadTests : IAsyncLifetime
{
    private const int BatchSize = 40;

    private readonly FaultyHost host = new(new EmbeddedOptions { BatchSize = BatchSize }, fewestAhead: BatchSize);

    // Bob is not in memory, so who decides the second batch loads him.
    private readonly TaskCompletionSource ahead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly FaultyHost other;
    private int commits;

    public DecidedAheadTests() => other = host.Beside();

    public enum Ending
    {
        Stored,
        NotWritten,
        WrittenInDoubt,
        NotWrittenInDoubt,
        DecidedAnew,
    }

    public async Task InitializeAsync()
    {
        await host.Open("alice");
        await other.Open("bob");
    }

    public async Task DisposeAsync()
    {
        await other.DisposeAsync();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(Ending.Stored)]
    [InlineData(Ending.NotWritten)]
    [InlineData(Ending.WrittenInDoubt)]
    [InlineData(Ending.NotWrittenInDoubt)]
    [InlineData(Ending.DecidedAnew)]
    public async Task Batch_EndsInAnyWay_TheNextThatWasDecidedOnItIsRightAllTheSame(Ending end)
    {
        EndFirstCommit(() => EndAsync(end));

        var answers = await SendAtOnceAsync(
            [.. Deposits("first", BatchSize), .. Deposits("second", BatchSize - 1), Pay, .. Deposits("third", BatchSize)]);
        var (first, others) = (answers[..BatchSize], answers[BatchSize..]);

        foreach (var answer in first) Assert.Equal(ErrorOf(end), (await Record.ExceptionAsync(() => answer))?.GetType());
        Assert.All(await Task.WhenAll(others), receipt => Assert.Equal((Outcome.Applied, false), (receipt.Outcome, receipt.IsReplay)));
        var entries = await EntriesAsync();
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(i => (long)i), entries.Select(entry => entry.Sequence));
        var balance = 0m;
        foreach (var entry in entries) Assert.Equal(balance += entry.Amount, entry.Balance);
        Assert.Equal(others.Select(answer => answer.Result.Entry), entries.TakeLast(2 * BatchSize));
        Assert.Equal(1 + (IsWritten(end) ? BatchSize : 0) + (end == Ending.DecidedAnew ? 1 : 0) + (2 * BatchSize), entries.Count);
        // What was decided ahead was right.
        if (end == Ending.Stored) Assert.Equal(3, commits);
    }

    [Fact]
    public async Task Batch_NeedsAnAnswerOfTheStore_IsDecidedWithIt()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => other.Send(new Deposit($"old{i}", "bob", 1, "EUR"))));
        Command[] asking = [new ReleaseHold("release", "alice", "no hold"), new Transfer("too much", "alice", "bob", 1_000, "EUR")];

        var receipts = await Task.WhenAll(await SendAtOnceAsync(
            [.. Deposits("first", BatchSize), .. Deposits("second", BatchSize - 1), asking[0], .. Deposits("third", BatchSize - 1), asking[1]]));

        Assert.Equal(
            [Outcome.HoldNotFound, Outcome.InsufficientFunds],
            receipts.Where(receipt => !receipt.IsApplied).Select(receipt => receipt.Outcome));
    }

    [Theory]
    [InlineData(Ending.Stored)]
    [InlineData(Ending.NotWritten)]
    public async Task Replay_OfARequestThatIsBeingStored_EndsAsThatDoes(Ending end)
    {
        EndFirstCommit(() => EndAsync(end));

        var answers = await SendAtOnceAsync([.. Deposits("d", BatchSize), .. Deposits("d", BatchSize - 1), Pay]);

        foreach (var answer in answers[..BatchSize]) Assert.Equal(ErrorOf(end), (await Record.ExceptionAsync(() => answer))?.GetType());
        Assert.All(await Task.WhenAll(answers[BatchSize..^1]), receipt => Assert.Equal(end == Ending.Stored, receipt.IsReplay));
        Assert.Equal(await SumAsync(), await host.BalanceOf("alice"));
    }

    /// <summary>The second is decided anew, as the first was not written, when the third was decided on it already.</summary>
    [Fact]
    public async Task Replay_OfARequestThatWasNotStored_IsAppliedByTheBatchAfterTheNextToo()
    {
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EndFirstCommit(() =>
        {
            var loads = 0;
            host.Store.BeforeLoad = () =>
            {
                if (++loads == 1) return third.Task.WaitAsync(TimeSpan.FromSeconds(20));
                third.TrySetResult();
                return Task.CompletedTask;
            };
            return EndAsync(Ending.NotWritten);
        });

        var answers = await SendAtOnceAsync(
        [
            .. Deposits("d", BatchSize),
            .. Deposits("second", BatchSize - 1), Pay,
            .. Deposits("d", BatchSize - 1), new OpenAccount("o", "carol", "EUR"),
        ]);

        foreach (var answer in answers[..BatchSize]) await Assert.ThrowsAsync<RequestFailedException>(() => answer);
        Assert.All(await Task.WhenAll(answers[BatchSize..]), receipt => Assert.Equal((true, false), (receipt.IsApplied, receipt.IsReplay)));
        Assert.Equal(await SumAsync(), await host.BalanceOf("alice"));
    }

    /// <summary>Has the first commit end in a way once the batch after it is decided, and counts the commits.</summary>
    private void EndFirstCommit(Func<Task> end) => host.Store.BeforeCommit = async accounts =>
    {
        if (accounts.All(account => account.Id != "alice") || ++commits > 1) return;
        await ahead.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await end();
    };

    private async Task<Task<Receipt>[]> SendAtOnceAsync(params Command[] commands)
    {
        var gate = await host.Stop();
        host.Store.BeforeLoad = () =>
        {
            ahead.TrySetResult();
            return Task.CompletedTask;
        };
        var answers = Array.ConvertAll(commands, host.Send);
        gate.Open();
        return answers;
    }

    private static Deposit Deposit(string id) => new(id, "alice", 1, "EUR");

    private static IEnumerable<Command> Deposits(string id, int count) => Enumerable.Range(0, count).Select(i => Deposit($"{id}{i}"));

    private static Transfer Pay => new("pay", "alice", "bob", 1, "EUR");

    private static bool IsWritten(Ending end) => end is Ending.Stored or Ending.WrittenInDoubt or Ending.DecidedAnew;

    private static Type? ErrorOf(Ending end) => end switch
    {
        Ending.NotWritten => typeof(RequestFailedException),
        Ending.WrittenInDoubt or Ending.NotWrittenInDoubt => typeof(RequestInDoubtException),
        _ => null,
    };

    /// <summary>Ends the commit of the first batch, in which the second was decided already.</summary>
    private async Task EndAsync(Ending end)
    {
        switch (end)
        {
            case Ending.NotWritten: throw new StoreException(StoreProblem.Full, "no room is left");
            case Ending.NotWrittenInDoubt: throw new StoreException(StoreProblem.Unreachable, "the connection was lost");
            case Ending.DecidedAnew:
                await other.Send(Deposit("other"));
                break;
            case Ending.WrittenInDoubt:
                host.Store.AfterCommit = () =>
                {
                    host.Store.AfterCommit = () => { };
                    throw new StoreException(StoreProblem.Unreachable, "the connection was lost");
                };
                break;
        }
    }

    private async Task<decimal> SumAsync() => (await EntriesAsync()).Where(entry => entry.IsApplied).Sum(entry => entry.Amount);

    private async Task<List<Entry>> EntriesAsync()
    {
        var entries = await host.EntriesOf("alice");
        return [.. entries.OrderBy(entry => entry.Sequence)];
    }
}
