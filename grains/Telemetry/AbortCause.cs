using AccountGrains.Ledger;
using Orleans.Transactions;

namespace AccountGrains.Grains;

/// <summary>Why a transaction was undone, in a few words.</summary>
public static class AbortCause
{
    /// <summary>A promise, a decision or an answer did not come in time.</summary>
    public const string LockTimeout = "lock_timeout";

    /// <summary>A lock was lost to another transaction, or because it was held for too long.</summary>
    public const string BrokenLock = "broken_lock";

    /// <summary>A transaction that it builds on was undone.</summary>
    public const string Cascade = "cascade";

    /// <summary>Another process wrote to an account.</summary>
    public const string Stale = "stale";

    /// <summary>The request has an outcome already.</summary>
    public const string Taken = "taken";

    /// <summary>An account refused its part of a transfer.</summary>
    public const string Refused = "refused";

    /// <summary>The database failed.</summary>
    public const string Store = "store";

    /// <summary>Anything else, such as a silo that died.</summary>
    public const string Other = "other";

    /// <summary>The first of its causes that says why.</summary>
    internal static string Of(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
            if (Known(cause) is { } known) return known;
        return Other;
    }

    private static string? Known(Exception failure) => failure switch
    {
        StaleVersionException => Stale,
        RequestTakenException => Taken,
        StoreException => Store,
        OrleansBrokenTransactionLockException or OrleansTransactionLockUpgradeException => BrokenLock,
        OrleansTransactionPrepareTimeoutException or TimeoutException => LockTimeout,
        OrleansCascadingAbortException => Cascade,
        _ => null,
    };
}
