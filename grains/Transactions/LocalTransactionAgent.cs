using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// Ends a transaction that runs in the activation of an account which has a part in it, without a message to that account. Such a
/// message costs time, and an activation that is about to leave would wait for it for ever: it takes no more messages before it has
/// answered the command that waits for this one.
/// </summary>
/// <param name="agent">Ends all other transactions.</param>
/// <param name="contexts">Tells which activation this is.</param>
/// <param name="statistics">What Orleans counts.</param>
/// <param name="time">The clock of transactions.</param>
/// <param name="options">How long a transaction may take.</param>
internal sealed class LocalTransactionAgent(
    ITransactionAgent agent,
    IGrainContextAccessor contexts,
    ITransactionAgentStatistics statistics,
    IClock time,
    AccountsOptions options) : ITransactionAgent
{
    private readonly CausalClock clock = new(time);

    /// <inheritdoc/>
    public Task<TransactionInfo> StartTransaction(bool readOnly, TimeSpan timeout) => agent.StartTransaction(readOnly, timeout);

    /// <inheritdoc/>
    public async Task<(TransactionalStatus Status, Exception? exception)> Resolve(TransactionInfo transactionInfo)
    {
        if (ManagerOf(transactionInfo) is not { } manager || !transactionInfo.Participants.Keys.Any(IsHere))
            return await agent.Resolve(transactionInfo);
        // As Orleans' own agent does: later than all that its participants have seen, and the time of no other transaction.
        transactionInfo.TimeStamp = clock.MergeUtcNow(transactionInfo.TimeStamp);
        // It may be behind a transfer whose decision cannot arrive, as the activation is leaving and waits for this to end. What has
        // others to wait for gets the time of a message: the manager gives up within it.
        var patience = transactionInfo.Participants.Count == 1 ? options.LockTimeout : options.CallTimeout;
        try
        {
            var status = await CommitAsync(transactionInfo, manager).WaitAsync(patience, TimeProvider.System);
            if (status == TransactionalStatus.Ok) statistics.TrackTransactionSucceeded();
            else statistics.TrackTransactionFailed();
            return (status, null);
        }
        catch (Exception failure)
        {
            // Orleans' own agent says so too: with this status nobody takes the transaction for surely aborted.
            statistics.TrackTransactionFailed();
            return (TransactionalStatus.PresumedAbort, failure);
        }
    }

    /// <inheritdoc/>
    public Task Abort(TransactionInfo transactionInfo)
    {
        statistics.TrackTransactionFailed();
        return Task.WhenAll(transactionInfo.Participants.Keys.Select(
            participant => Reach<ITransactionalResourceExtension>(participant).Abort(participant.Name, transactionInfo.TransactionId)));
    }

    /// <summary>The first that is written, as in Orleans; of a transaction that only reads, the one that is read.</summary>
    private static ParticipantId? ManagerOf(TransactionInfo transaction)
    {
        foreach (var (participant, access) in transaction.Participants)
            if (access.Writes > 0 || transaction.Participants.Count == 1) return participant;
        return null;
    }

    private Task<TransactionalStatus> CommitAsync(TransactionInfo transaction, ParticipantId manager)
    {
        var own = transaction.Participants[manager];
        if (own.Writes == 0)
        {
            return Reach<ITransactionalResourceExtension>(manager).CommitReadOnly(
                manager.Name, transaction.TransactionId, own, transaction.TimeStamp);
        }

        var written = new List<ParticipantId>(transaction.Participants.Count);
        foreach (var (participant, access) in transaction.Participants)
        {
            if (access.Writes > 0) written.Add(participant);
            if (participant.Equals(manager)) continue;
            Reach<ITransactionalResourceExtension>(participant)
                .Prepare(participant.Name, transaction.TransactionId, access, transaction.TimeStamp, manager)
                .Ignore();
        }

        return Reach<ITransactionManagerExtension>(manager).PrepareAndCommit(
            manager.Name, transaction.TransactionId, own, transaction.TimeStamp, written, transaction.Participants.Count);
    }

    private bool IsHere(ParticipantId participant) => participant.Reference.GrainId == contexts.GrainContext?.GrainId;

    private TExtension Reach<TExtension>(ParticipantId participant)
        where TExtension : class, IGrainExtension => IsHere(participant)
        ? contexts.GrainContext.GetGrainExtension<TExtension>()
        : participant.Reference.AsReference<TExtension>();
}
