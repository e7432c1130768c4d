using AccountGrains.Storage;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>
/// Tells the others of a transaction that one participant does not promise it, or that its decision was certainly not written. The
/// protocol would take it for one whose outcome is unknown, and let all of them wait for their timeouts with their accounts locked.
/// </summary>
/// <param name="participants">How participants are written.</param>
internal sealed class RefusalNotice(ParticipantText participants)
{
    /// <summary>Sends it.</summary>
    /// <param name="account">The account whose write was refused.</param>
    /// <param name="promises">The promises that are not made.</param>
    /// <param name="decisions">The decisions that were not written.</param>
    public void Send<TState>(
        StoredParticipant<TState> account, IEnumerable<PreparedState<TState>> promises, IEnumerable<DecidedTransaction> decisions)
        where TState : class, new()
    {
        var self = participants.Account(account.Id);
        foreach (var prepared in promises)
            if (prepared.Manager is { } manager) WithdrawPromise(participants.Parse(manager), self, prepared.Transaction, prepared.Clock);
        foreach (var transaction in decisions)
            foreach (var participant in participants.ParseAll(transaction.Participants))
                if (!participant.Equals(self)) Cancel(participant, transaction);
    }

    private static void WithdrawPromise(ParticipantId manager, ParticipantId self, Guid transaction, DateTime clock) =>
        manager.Reference.AsReference<ITransactionManagerExtension>()
            .Prepared(manager.Name, transaction, clock, self, TransactionalStatus.CommitFailure)
            .Ignore();

    private static void Cancel(ParticipantId participant, DecidedTransaction transaction) =>
        participant.Reference.AsReference<ITransactionalResourceExtension>()
            .Cancel(participant.Name, transaction.Transaction, transaction.Clock, TransactionalStatus.CommitFailure)
            .Ignore();
}
