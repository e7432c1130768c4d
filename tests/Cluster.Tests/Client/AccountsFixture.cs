using System.Diagnostics.Metrics;
using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>The client's accounts over a fake cluster, with a deadline of 30 s and 15 s for each attempt.</summary>
internal sealed class AccountsFixture(TimeProvider time, double random = 0) : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public FakeCluster Cluster { get; } = new();

    public ClientLifetime Lifetime { get; } = new();

    public IMeterFactory Meters => services.GetRequiredService<IMeterFactory>();

    public IAccounts Accounts => field ??= new ClusterAccounts(
        Cluster.Grains,
        Lifetime,
        new Pace(Deadline, CallTimeout, new Backoff(() => random), time),
        new Instruments(Meters, time));

    public void Dispose() => services.Dispose();
}
