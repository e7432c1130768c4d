using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.Time.Testing;
using Request = AccountGrains.Ledger.Request;

namespace AccountGrains.Cluster.Tests.Client;

public sealed class RequestIdTests
{
    [Fact]
    public void New_Twice_GivesTwoIdsThatACommandMayHave()
    {
        var (first, second) = (RequestId.New(), RequestId.New());

        Assert.NotEqual(first, second);
        Assert.Equal(7, Guid.Parse(first).Version);
        _ = Request.Of(new FreezeAccount(first, "alice"));
    }

    [Fact]
    public void New_Later_SortsBehind()
    {
        var clock = new FakeTimeProvider();
        var first = RequestId.New(clock);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(string.CompareOrdinal(first, RequestId.New(clock)) < 0);
    }
}
