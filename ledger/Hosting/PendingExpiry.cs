namespace AccountGrains.Ledger;

/// <summary>The expiries of an account that wait to be recorded.</summary>
internal sealed class PendingExpiry(string account) : Pending($"§expiry of {account}")
{
    private readonly TaskCompletionSource<int> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int expired;

    /// <summary>How many were recorded.</summary>
    public Task<int> Answer => answer.Task;

    public override IReadOnlyList<string> Accounts { get; } = [account];

    public override bool IsAnswered => answer.Task.IsCompleted;

    public override Decision Decide(Func<string, AccountState?> find, DateTimeOffset now)
    {
        var decision = Decider.Expire(account, find, now);
        expired = decision.Accounts is [var after] ? (int)(after.Sequence - find(account)!.Sequence) : 0;
        return decision;
    }

    public override void Complete() => answer.TrySetResult(expired);

    protected override void End(RequestException failure) => answer.TrySetException(failure);
}
