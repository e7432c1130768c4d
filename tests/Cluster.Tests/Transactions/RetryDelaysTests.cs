using AccountGrains.Grains;
using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Cluster.Tests.Transactions;

public class RetryDelaysTests
{
    [Fact]
    public async Task Delay_BetweenTries_PassesInFull()
    {
        var time = new FakeTimeProvider();
        var delay = new RetryDelays(time).Delay(TimeSpan.FromSeconds(1));

        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(await delay);
    }

    [Fact]
    public async Task Delay_OfWhoLeaves_EndsAtOnce()
    {
        using var leaving = new CancellationTokenSource();
        var delay = new RetryDelays(new FakeTimeProvider()).Delay(TimeSpan.FromSeconds(1), leaving.Token);

        await leaving.CancelAsync();

        Assert.False(await delay);
    }
}
