using System.Globalization;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>The terms of Orleans' protocol in those of the store, and back.</summary>
/// <param name="participants">How participants are written.</param>
internal sealed class Protocol<TState>(ParticipantText participants)
    where TState : class, new()
{
    /// <summary>The version that Orleans shows to prove what it knows.</summary>
    public static string? ETag(long? version) => version?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A step, with all that it needs of its arguments: Orleans goes on filling its metadata.</summary>
    /// <param name="id">The participant.</param>
    /// <param name="decided">What it has decided before, which others have not all confirmed.</param>
    /// <param name="metadata">Its logical time, and all that is decided.</param>
    /// <param name="prepare">What is newly prepared.</param>
    /// <param name="commitUpTo">The number of the newest committed transaction.</param>
    /// <param name="abortAfter">The number after which promises are given up.</param>
    public static StorageStep<TState> Step(
        string id,
        Decisions decided,
        TransactionalStateMetaData metadata,
        List<PendingTransactionState<TState>>? prepare,
        long? commitUpTo,
        long? abortAfter) => new(
        metadata.TimeStamp,
        prepare is null or [] ? [] : [.. prepare.Select(Prepared)],
        commitUpTo,
        abortAfter,
        metadata.CommitRecords.Count == 0 ? [] : Decided(id, decided, metadata.CommitRecords),
        decided.All.Count == 0 ? [] : Collected(decided, metadata.CommitRecords));

    /// <summary>What Orleans asks for when it loads a participant.</summary>
    public TransactionalStorageLoadResponse<TState> Response(Participant<TState> participant) => new(
        ETag(participant.Version),
        participant.State,
        participant.Committed,
        new TransactionalStateMetaData
        {
            TimeStamp = participant.Clock,
            CommitRecords = participant.Decided.ToDictionary(
                transaction => transaction.Transaction,
                transaction => new CommitRecord
                {
                    Timestamp = transaction.Clock,
                    WriteParticipants = participants.ParseAll(transaction.Participants),
                }),
        },
        [.. participant.Prepared.Select(state => new PendingTransactionState<TState>
        {
            SequenceId = state.Sequence,
            TransactionId = state.Transaction.ToString(),
            TimeStamp = state.Clock,
            TransactionManager = state.Manager is null ? default : participants.Parse(state.Manager),
            State = state.State,
        })]);

    private static PreparedState<TState> Prepared(PendingTransactionState<TState> state) => new(
        state.SequenceId,
        Guid.Parse(state.TransactionId),
        state.TimeStamp,
        state.TransactionManager is { Name: not null } manager ? ParticipantText.Of(manager) : null,
        state.State);

    private static DecidedTransaction[] Decided(string id, Decisions before, Dictionary<Guid, CommitRecord> records) =>
        [.. records.Where(record => !before.Has(record.Key)).Select(record => Decided(id, record))];

    private static Guid[] Collected(Decisions decided, Dictionary<Guid, CommitRecord> records) =>
        [.. decided.All.Where(transaction => !records.ContainsKey(transaction))];

    private static DecidedTransaction Decided(string id, KeyValuePair<Guid, CommitRecord> record)
    {
        var texts = record.Value.WriteParticipants.Select(ParticipantText.Of).ToArray();
        return new DecidedTransaction(record.Key, record.Value.Timestamp, string.Join(' ', texts))
        {
            Promised = [.. texts.Select(ParticipantText.IdOf).OfType<string>().Where(other => other != id)],
        };
    }
}
