namespace AccountGrains.Ledger.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Ceiling_MoreAttempts_DoublesUpToTwoSeconds()
    {
        var ceilings = Enumerable.Range(1, 8).Select(attempts => Backoff.Ceiling(attempts).TotalMilliseconds);

        Assert.Equal([50, 100, 200, 400, 800, 1600, 2000, 2000], ceilings);
        Assert.Equal(TimeSpan.FromSeconds(2), Backoff.Ceiling(int.MaxValue));
    }

    [Fact]
    public void After_AnyRandom_IsBetweenNothingAndTheCeiling()
    {
        var random = new Random(1);
        var backoff = new Backoff(random.NextDouble);

        var pauses = Enumerable.Range(0, 1000).Select(_ => backoff.After(4)).ToArray();

        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.Zero, Backoff.Ceiling(4)));
        Assert.True(pauses.Min() < Backoff.Ceiling(4) * 0.05, "callers that failed together must be able to part");
        Assert.True(pauses.Max() > Backoff.Ceiling(4) * 0.95);
    }
}
