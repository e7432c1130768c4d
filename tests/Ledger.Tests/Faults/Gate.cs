namespace AccountGrains.Ledger.Tests;

/// <summary>Holds the host in a commit, so that what is sent meanwhile waits and becomes one batch.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once somebody stands before the gate.</summary>
    public Task Reached => reached.Task;

    public void Open() => opened.TrySetResult();

    public Task PassAsync()
    {
        reached.TrySetResult();
        return opened.Task;
    }
}
