using AccountGrains.Grains;
using Orleans.Transactions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Batches of one payer wait for each other outside of its lock.</summary>
public sealed class PayerTurnsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly PayerTurns turns = new();

    [Fact]
    public async Task OneMoreOfAPayer_ThanMayGoOn_BeginsOnceOneHasEnded()
    {
        var (one, rest) = (new TaskCompletionSource(), new TaskCompletionSource());
        var hasBegun = false;
        var first = turns.RunAsync("alice", Long, () => one.Task);
        var others = TakeTurns("alice", PayerTurns.AtOnce - 1, rest.Task);
        var last = turns.RunAsync("alice", Long, () => Task.FromResult(hasBegun = true));
        Assert.False(hasBegun);

        one.SetResult();
        await Task.WhenAll(first, last);

        Assert.True(hasBegun);
        Assert.False(others.IsCompleted);
        rest.SetResult();
        await others;
    }

    [Fact]
    public async Task OneMoreOfAPayer_ThanMayGoOn_EndsUnbegunAfterItsTime()
    {
        var blocked = new TaskCompletionSource();
        var others = TakeTurns("alice", PayerTurns.AtOnce, blocked.Task);
        var hasBegun = false;

        var failure = await Assert.ThrowsAsync<OrleansStartTransactionFailedException>(
            () => turns.RunAsync("alice", TimeSpan.FromMilliseconds(1), () => Task.FromResult(hasBegun = true)));

        Assert.True(Attempts.IsUndone(failure));
        Assert.False(hasBegun);
        blocked.SetResult();
        await others;
    }

    [Fact]
    public async Task Batch_OfAnotherPayer_DoesNotWait()
    {
        var blocked = new TaskCompletionSource();
        var others = TakeTurns("alice", PayerTurns.AtOnce, blocked.Task);

        await turns.RunAsync("bob", Long, () => Task.CompletedTask);

        Assert.False(others.IsCompleted);
        blocked.SetResult();
        await others;
    }

    [Fact]
    public async Task Batch_AfterOneThatFailed_HasItsTurn()
    {
        for (var i = 0; i <= PayerTurns.AtOnce; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => turns.RunAsync("alice", Long, () => throw new InvalidOperationException()));

        await turns.RunAsync("alice", Long, () => Task.CompletedTask);
    }

    private Task TakeTurns(string payer, int count, Task until) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => turns.RunAsync(payer, Long, () => until)));
}
