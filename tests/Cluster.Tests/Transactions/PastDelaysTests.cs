namespace AccountGrains.Cluster.Tests.Transactions;

public class PastDelaysTests
{
    [Fact]
    public void LookSeldom_WithThisVersionOfOrleans_DoesSo() => Assert.True(Grains.PastDelays.LookSeldom());
}
