namespace AccountGrains.Grains;

/// <summary>Counts the commands that a silo works on, so that it can say no before it is buried under them.</summary>
internal sealed class CommandsInProgress
{
    private readonly AccountsOptions options;
    private int count;

    public CommandsInProgress(AccountsOptions options, SiloInstruments instruments)
    {
        this.options = options;
        instruments.ObserveQueue(() => Count);
    }

    public int Count => Volatile.Read(ref count);

    /// <summary>Takes a command in, or says why not.</summary>
    public string? Enter()
    {
        if (Interlocked.Increment(ref count) <= options.QueueLength) return null;
        Leave();
        return $"{options.QueueLength} commands are in progress on this silo, which is the limit; send it again later";
    }

    /// <summary>A command that was taken in has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref count);
}
