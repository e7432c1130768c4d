using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Grains;

/// <summary>The audit of holds of one silo: it works while the silo does. All silos share the holds that are due.</summary>
internal sealed class SiloHoldAudit(
    IHoldStore holds,
    SiloHolds host,
    IEnumerable<HoldOwner> owners,
    HoldAuditOptions options,
    [FromKeyedServices(AccountsSiloBuilderExtensions.StorageName)] TimeProvider time,
    HoldAuditLog log) : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private HoldAudit? audit;

    // It is the last to start and the first to stop: until then the silo still takes the commands that it ends with.
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloHoldAudit), ServiceLifecycleStage.Last, StartAsync, StopAsync);

    public ValueTask DisposeAsync() => audit?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task StartAsync(CancellationToken cancellationToken)
    {
        var byName = owners.ToDictionary(owner => owner.Name, owner => owner.Owner, StringComparer.Ordinal);
        audit = new HoldAudit(holds, host, byName, options, time, log);
        return Task.CompletedTask;
    }

    private Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask().WaitAsync(cancellationToken);
}
