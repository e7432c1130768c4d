using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>One write that ends without an answer, once.</summary>
/// <param name="isIt">Which write it is.</param>
/// <param name="isDurable">Whether it is made.</param>
internal sealed class LostAnswer(Func<ParticipantWrite<Books>, bool> isIt, bool isDurable)
{
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool WasLost => lost.Task.IsCompleted;

    /// <summary>How many times the account cannot be loaded either, after that.</summary>
    public int FailingLoads { get; set; }

    public void Await(FaultyTransactions store)
    {
        store.BeforeWrite = write => isDurable ? Task.CompletedTask : LoseOnce(write);
        store.AfterWrite = write => isDurable ? LoseOnce(write) : Task.CompletedTask;
        store.BeforeLoad = _ => WasLost && FailingLoads-- > 0 ? Unreachable() : Task.CompletedTask;
    }

    private Task LoseOnce(ParticipantWrite<Books> write) =>
        isIt(write) && lost.TrySetResult() ? Unreachable() : Task.CompletedTask;

    private static Task Unreachable() =>
        Task.FromException(new StoreException(StoreProblem.Unreachable, "the connection was lost"));
}
