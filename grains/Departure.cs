namespace AccountGrains.Grains;

/// <summary>
/// Lets the accounts of a silo that stops leave it, each as soon as it owes nothing to a transfer. Orleans deactivates whatever is
/// left after that, and an account that it deactivated in the middle of a transfer would be held up until a timeout.
/// </summary>
internal sealed class Departure : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly IClusterMembershipService membership;
    private readonly ILocalSiloDetails silo;
    private readonly Lock gate = new();
    private readonly HashSet<AccountGrain> present = [];

    public Departure(IClusterMembershipService membership, ILocalSiloDetails silo, SiloInstruments instruments)
    {
        this.membership = membership;
        this.silo = silo;
        instruments.ObserveActivations(() => present.Count);
    }

    /// <summary>An account is in memory on this silo from now on.</summary>
    public void Arrive(AccountGrain account)
    {
        lock (gate) present.Add(account);
    }

    /// <summary>An account is not any more.</summary>
    public void Leave(AccountGrain account)
    {
        lock (gate) present.Remove(account);
    }

    // While the silo tells the others that it stops, and before it deactivates what it has.
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(Departure), ServiceLifecycleStage.BecomeActive, _ => Task.CompletedTask, StopAsync);

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            // An account that left sooner would come back.
            await foreach (var members in membership.MembershipUpdates.WithCancellation(cancellationToken))
                if (members.GetSiloStatus(silo.SiloAddress).IsTerminating()) break;
            await Task.WhenAll(Present().Select(account => account.LeaveAsync())).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Time is up: the next activations find in the tables what these leave behind.
        }
    }

    private AccountGrain[] Present()
    {
        lock (gate) return [.. present];
    }
}
