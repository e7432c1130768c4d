using AccountGrains.Grains;
using Orleans.Transactions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Batches of one payer wait for each other outside of its lock.</summary>
public sealed class PayerTurnsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly PayerTurns turns = new();

    [Fact]
    public async Task Third_OfOnePayer_BeginsOnceOneHasEnded()
    {
        var (one, other) = (new TaskCompletionSource(), new TaskCompletionSource());
        var hasBegun = false;
        var first = turns.RunAsync("alice", Long, () => one.Task);
        var second = turns.RunAsync("alice", Long, () => other.Task);
        var third = turns.RunAsync("alice", Long, () => Task.FromResult(hasBegun = true));
        Assert.False(hasBegun);

        other.SetResult();
        await Task.WhenAll(second, third);

        Assert.True(hasBegun);
        Assert.False(first.IsCompleted);
        one.SetResult();
        await first;
    }

    [Fact]
    public async Task Third_OfOnePayer_EndsUnbegunAfterItsTime()
    {
        var blocked = new TaskCompletionSource();
        var others = TakeAllTurns("alice", blocked.Task);
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
        var others = TakeAllTurns("alice", blocked.Task);

        await turns.RunAsync("bob", Long, () => Task.CompletedTask);

        Assert.False(others.IsCompleted);
        blocked.SetResult();
        await others;
    }

    [Fact]
    public async Task Batch_AfterOneThatFailed_HasItsTurn()
    {
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => turns.RunAsync("alice", Long, () => throw new InvalidOperationException()));

        await turns.RunAsync("alice", Long, () => Task.CompletedTask);
    }

    private Task TakeAllTurns(string payer, Task until) =>
        Task.WhenAll(turns.RunAsync(payer, Long, () => until), turns.RunAsync(payer, Long, () => until));
}
