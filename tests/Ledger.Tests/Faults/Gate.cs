namespace AccountGrains.Ledger.Tests;

/// <summary>Holds the host in a commit, so that what is sent meanwhile waits and becomes one batch.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once somebody stands before the gate.</summary>
    public Task Reached => reached.Task;

    /// <summary>Whether everybody may pass.</summary>
    public bool IsOpen => opened.Task.IsCompleted;

    public void Open() => opened.TrySetResult();

    public Task PassAsync()
    {
        reached.TrySetResult();
        return opened.Task;
    }
}
