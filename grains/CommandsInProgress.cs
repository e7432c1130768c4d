namespace AccountGrains.Grains;

/// <summary>
/// Counts the commands that a silo works on, so that it can say no before it is buried under them, and can let them end before
/// it stops.
/// </summary>
internal sealed class CommandsInProgress : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly AccountsOptions options;
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count;
    private volatile bool closed;

    public CommandsInProgress(AccountsOptions options, SiloInstruments instruments)
    {
        this.options = options;
        instruments.ObserveQueue(() => Volatile.Read(ref count));
    }

    /// <summary>Takes a command in, or says why not.</summary>
    public string? Enter()
    {
        if (Interlocked.Increment(ref count) <= options.QueueLength && !closed) return null;
        Leave();
        return closed
            ? "this silo is stopping; send it again"
            : $"{options.QueueLength} commands are in progress on this silo, which is the limit; send it again later";
    }

    /// <summary>A command that was taken in has ended.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref count) == 0 && closed) drained.TrySetResult();
    }

    /// <summary>Takes no more commands, and waits for those that it has.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        closed = true;
        if (Volatile.Read(ref count) == 0) return;
        await drained.Task.WaitAsync(options.CallTimeout, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // After what works in the silo itself, which ends with commands.
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(CommandsInProgress), ServiceLifecycleStage.Last - 1, _ => Task.CompletedTask, DrainAsync);
}
