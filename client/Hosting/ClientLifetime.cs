namespace AccountGrains.Client;

/// <summary>
/// Knows that the client was stopped. What the cluster's runtime throws from then on looks like a silo that went away, for
/// which a caller would wait until its deadline.
/// </summary>
internal sealed class ClientLifetime : ILifecycleParticipant<IClusterClientLifecycle>
{
    private volatile bool stopped;

    public bool IsStopped => stopped;

    public void Participate(IClusterClientLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(ClientLifetime), ServiceLifecycleStage.Last, _ => Task.CompletedTask, _ => StopAsync());

    public Task StopAsync()
    {
        stopped = true;
        return Task.CompletedTask;
    }
}
