using AccountGrains.Ledger;
using AccountGrains.Storage;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Transactions as the protocol hands them to the storage.</summary>
internal static class Pending
{
    /// <summary>A moment that microseconds cannot tell.</summary>
    public static readonly DateTime Noon = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567);

    /// <summary>Somebody else who decides, or confirms.</summary>
    public static ParticipantId Other(string name = "other") =>
        new(name, null!, ParticipantId.Role.Resource | ParticipantId.Role.Manager);

    public static PendingTransactionState<Books> Account(long sequence, AccountState account) => Of(sequence, account.ToBooks());

    public static PendingTransactionState<Note> Note(long sequence, int value) => Of(sequence, new Note { Value = value });

    private static PendingTransactionState<TState> Of<TState>(long sequence, TState state)
        where TState : class, new() => new()
        {
            SequenceId = sequence,
            TransactionId = Guid.NewGuid().ToString(),
            TimeStamp = Noon.AddTicks(sequence),
            TransactionManager = Other(),
            State = state,
        };
}
