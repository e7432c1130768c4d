using AccountGrains.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Timers.Internal;

namespace AccountGrains.Cluster.Tests.Transactions;

public class PastDelaysTests
{
    [Fact]
    public async Task EndSoon_WithThisVersionOfOrleans_EndsALongDelay()
    {
        Assert.True(PastDelays.EndSoon());
        using var silo = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering()).Build();

        var ended = await silo.Services.GetRequiredService<ITimerManager>().Delay(TimeSpan.FromDays(1)).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(ended);
    }
}
