using AccountGrains.Storage;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// Tells the others of a transaction that one participant does not promise it, or that its decision was certainly not written. The
/// protocol would take it for one whose outcome is unknown, and let all of them wait for their timeouts with their accounts locked.
/// </summary>
/// <param name="participants">How participants are written.</param>
/// <param name="self">The participant whose write was refused.</param>
internal sealed class RefusalNotice(ParticipantText participants, ParticipantId self)
{
    public void Send<TState>(IEnumerable<PreparedState<TState>> promises, IEnumerable<DecidedTransaction> decisions)
    {
        foreach (var prepared in promises)
            if (prepared.Manager is { } manager) WithdrawPromise(participants.Parse(manager), prepared.Transaction, prepared.Clock);
        foreach (var transaction in decisions)
            foreach (var participant in participants.ParseAll(transaction.Participants))
                if (!participant.Equals(self)) Cancel(participant, transaction);
    }

    private void WithdrawPromise(ParticipantId manager, Guid transaction, DateTime clock) =>
        manager.Reference.AsReference<ITransactionManagerExtension>()
            .Prepared(manager.Name, transaction, clock, self, TransactionalStatus.CommitFailure)
            .Ignore();

    private static void Cancel(ParticipantId participant, DecidedTransaction transaction) =>
        participant.Reference.AsReference<ITransactionalResourceExtension>()
            .Cancel(participant.Name, transaction.Transaction, transaction.Clock, TransactionalStatus.CommitFailure)
            .Ignore();
}
