using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// Ends a transaction of one account where it runs, in the activation of that account, without a message. A message to itself
/// costs time, and an activation that is about to leave would wait for it for ever: it takes no more messages before it has
/// answered the command that waits for this one.
/// </summary>
/// <param name="agent">Ends all other transactions.</param>
/// <param name="contexts">Tells which activation this is.</param>
/// <param name="statistics">What Orleans counts.</param>
/// <param name="options">How long a transaction may take.</param>
internal sealed class LocalTransactionAgent(
    ITransactionAgent agent,
    IGrainContextAccessor contexts,
    ITransactionAgentStatistics statistics,
    AccountsOptions options) : ITransactionAgent
{
    /// <inheritdoc/>
    public Task<TransactionInfo> StartTransaction(bool readOnly, TimeSpan timeout) => agent.StartTransaction(readOnly, timeout);

    /// <inheritdoc/>
    public async Task<(TransactionalStatus Status, Exception? exception)> Resolve(TransactionInfo transactionInfo)
    {
        if (FindHere(transactionInfo) is not { } participant) return await agent.Resolve(transactionInfo);
        try
        {
            // It may be behind a transfer whose decision cannot arrive, as the activation is leaving and waits for this to end.
            var status = await CommitAsync(transactionInfo, participant, transactionInfo.Participants[participant])
                .WaitAsync(options.LockTimeout, TimeProvider.System);
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
        if (FindHere(transactionInfo) is not { } participant) return agent.Abort(transactionInfo);
        statistics.TrackTransactionFailed();
        return Here<ITransactionalResourceExtension>().Abort(participant.Name, transactionInfo.TransactionId);
    }

    private ParticipantId? FindHere(TransactionInfo transaction)
    {
        if (transaction.Participants.Count != 1 || contexts.GrainContext is not { } here) return null;
        var participant = transaction.Participants.Keys.Single();
        return participant.Reference.GrainId == here.GrainId ? participant : null;
    }

    private Task<TransactionalStatus> CommitAsync(TransactionInfo transaction, ParticipantId participant, AccessCounter access) =>
        access.Writes > 0
            ? Here<ITransactionManagerExtension>().PrepareAndCommit(
                participant.Name, transaction.TransactionId, access, transaction.TimeStamp, [participant], totalParticipants: 1)
            : Here<ITransactionalResourceExtension>().CommitReadOnly(
                participant.Name, transaction.TransactionId, access, transaction.TimeStamp);

    private TExtension Here<TExtension>()
        where TExtension : class, IGrainExtension => contexts.GrainContext.GetGrainExtension<TExtension>();
}
