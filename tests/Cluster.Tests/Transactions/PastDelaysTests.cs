using AccountGrains.Grains;

namespace AccountGrains.Cluster.Tests.Transactions;

public class PastDelaysTests
{
    [Fact]
    public async Task EndSoon_WithThisVersionOfOrleans_WakesWhoWaitsForLong()
    {
        var woken = new TaskCompletionSource();
        var worker = new BatchWorkerFromDelegate(() =>
        {
            woken.TrySetResult();
            return Task.CompletedTask;
        });

        Assert.True(PastDelays.EndSoon());
        worker.Notify(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1));

        await woken.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
