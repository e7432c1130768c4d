using AccountGrains.Ledger;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>An activation of an account.</summary>
internal static class Activations
{
    /// <summary>The account as it was loaded.</summary>
    public static AccountState Account(this Activation<Books> activation) => activation.Loaded.CommittedState.Account;

    /// <summary>The accounts that the prepared transactions will make of it.</summary>
    public static IEnumerable<AccountState> Prepared(this Activation<Books> activation) =>
        activation.Loaded.PendingStates.Select(pending => pending.State.Account);

    /// <summary>Prepares one transaction after the other.</summary>
    public static Task PrepareAsync(this Activation<Books> activation, params AccountState[] accounts) =>
        activation.PrepareAsync([.. accounts.Select((account, i) => Transaction(activation, i + 1, account))]);

    /// <summary>Commits the next transaction.</summary>
    public static Task CommitAsync(this Activation<Books> activation, AccountState account) =>
        activation.CommitAsync(Transaction(activation, 1, account));

    private static PendingTransactionState<Books> Transaction(Activation<Books> activation, int next, AccountState account) =>
        Pending.Account(activation.Loaded.CommittedSequenceId + next, account);
}
