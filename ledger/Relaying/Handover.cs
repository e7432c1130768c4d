using System.Threading.Channels;

namespace AccountGrains.Ledger;

/// <summary>
/// The way from a store that writes messages to this ledger to a relay of the same process. Such a message is written with the
/// relay's claim, and comes to it in memory once it is stored, so that nobody has to look for it. One that does not come, as the
/// process died meanwhile, is due for every relay when the claim ends.
/// </summary>
/// <param name="options">How the relay works.</param>
public sealed class Handover(RelayOptions options)
{
    // What is sent faster than it is delivered waits in the store, where all relays find it.
    private const int MaxBatches = 4;

    private readonly Channel<SentMessage> waiting = Channel.CreateUnbounded<SentMessage>();
    private volatile bool isOpen;

    /// <summary>A message as it is to be written: claimed, where the relay runs and has room for it.</summary>
    public SentMessage Claim(SentMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return isOpen && message.Ledger is null && waiting.Reader.Count < options.BatchSize * MaxBatches
            ? message with { DueAt = message.SentAt + options.Lease }
            : message;
    }

    /// <summary>Hands the claimed ones of these messages over. They must be stored.</summary>
    public void Add(IEnumerable<SentMessage> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        // Where it was closed meanwhile, nobody takes them: their claim ends.
        foreach (var message in stored.Where(message => message.DueAt > message.SentAt)) waiting.Writer.TryWrite(message);
    }

    internal void Open() => isOpen = true;

    /// <summary>Claims nothing more. What was handed over before can still be taken.</summary>
    internal void Close()
    {
        isOpen = false;
        waiting.Writer.TryComplete();
    }

    /// <summary>Waits for messages, and takes those that are there; none once it is closed and empty.</summary>
    internal async Task<IReadOnlyList<SentMessage>> TakeAsync()
    {
        var taken = new List<SentMessage>();
        if (!await waiting.Reader.WaitToReadAsync().ConfigureAwait(false)) return taken;
        while (taken.Count < options.BatchSize && waiting.Reader.TryRead(out var message)) taken.Add(message);
        return taken;
    }
}
