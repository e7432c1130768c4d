using Orleans.Transactions;

namespace AccountGrains.Grains;

/// <summary>Takes accounts into the transaction that runs.</summary>
internal static class Enlistment
{
    /// <summary>
    /// An account, to be asked for its part. It is one of the transaction from here on, the first to be asked the first of it, and not
    /// only with its answer: where that is lost, it may have locked itself, and would keep everybody waiting until its lock expires
    /// if it were not told that the transaction was undone.
    /// </summary>
    public static IPartGrain Enlist(this IGrainFactory grains, string account)
    {
        var part = grains.GetGrain<IPartGrain>(account);
        TransactionContext.GetRequiredTransactionInfo().Participants.TryAdd(ParticipantText.Account(part), default);
        return part;
    }
}
