namespace AccountGrains.Ledger;

/// <summary>What a relay has done since it was made.</summary>
public sealed class RelayTally
{
    private long delivered;
    private long refused;
    private long refunded;
    private long postponed;
    private long failed;

    /// <summary>Messages that were delivered.</summary>
    public long Delivered => Interlocked.Read(ref delivered);

    /// <summary>Messages that were finally refused.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Messages whose sender was refunded.</summary>
    public long Refunded => Interlocked.Read(ref refunded);

    /// <summary>Attempts that were refused for a reason that may pass.</summary>
    public long Postponed => Interlocked.Read(ref postponed);

    /// <summary>Attempts that ended without an outcome, to be made again.</summary>
    public long Failed => Interlocked.Read(ref failed);

    internal void CountFailure() => Interlocked.Increment(ref failed);

    internal void Count(SentMessage before, SentMessage after) => Interlocked.Increment(ref CounterOf(before, after));

    private ref long CounterOf(SentMessage before, SentMessage after)
    {
        switch (after.Status)
        {
            case MessageStatus.Delivered: return ref delivered;
            case MessageStatus.Refunded: return ref refunded;
            case MessageStatus.Refused when before.Status == MessageStatus.Due: return ref refused;
            default: return ref postponed;
        }
    }
}
