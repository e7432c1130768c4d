using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// The end of a silo at one write of a transfer, just before it is made or just after: from then on nothing that the silo asks
/// of its store is done, and nothing is answered.
/// </summary>
/// <param name="step">What the write does.</param>
/// <param name="occurrence">Which of those writes it is, from 1.</param>
/// <param name="isDurable">Whether it is made.</param>
internal sealed class Death(ProtocolStep step, int occurrence, bool isDurable)
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int seen;

    /// <summary>Completes when the silo is dead.</summary>
    public Task Died => died.Task.WaitAsync(Eventually.Limit);

    public void Await(FaultyTransactions store)
    {
        store.BeforeLoad = _ => died.Task.IsCompleted ? Never : Task.CompletedTask;
        store.BeforeWrite = write => Survive(write, isLast: !isDurable && IsIt(write));
        store.AfterWrite = write => Survive(write, isLast: isDurable && IsIt(write));
    }

    private Task Survive(ParticipantWrite<Books> write, bool isLast)
    {
        if (isLast) died.TrySetResult();
        return died.Task.IsCompleted ? Never : Task.CompletedTask;
    }

    private bool IsIt(ParticipantWrite<Books> write) => step.IsPartOf(write) && Interlocked.Increment(ref seen) == occurrence;
}
