namespace AccountGrains.Ledger;

/// <summary>A request that waits for its receipt.</summary>
internal sealed class Pending(Request request)
{
    private readonly TaskCompletionSource<Receipt> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Request Request { get; } = request;

    /// <summary>What was decided, to be answered once it is stored.</summary>
    public Receipt? Receipt { get; set; }

    public Task<Receipt> Answer => answer.Task;

    public void Complete() => answer.TrySetResult(Receipt!);

    public void Fail(Exception exception) => answer.TrySetException(exception);
}
