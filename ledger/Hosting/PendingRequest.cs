namespace AccountGrains.Ledger;

/// <summary>A request that waits for its receipt.</summary>
internal sealed class PendingRequest(Request request) : Pending(request.Id)
{
    private readonly TaskCompletionSource<Receipt> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Receipt? receipt;

    public Task<Receipt> Answer => answer.Task;

    public override IReadOnlyList<string> Accounts { get; } = [.. request.Accounts];

    // The other accounts of a transfer's reversal are in the journal.
    public override bool NamesAllAccounts => request.Command is not ReverseEntry;

    public override bool IsAnswered => answer.Task.IsCompleted;

    public override IEnumerable<Lookup> Foresee(Func<string, AccountState?> find, bool isOld)
    {
        var anchor = find(request.Command.Anchor)!;
        var asks = isOld && !anchor.HasWholeJournal;
        var missing = AccountRules.Missing(anchor, request, request.Parts[0]);
        // Most commands miss nothing: to look for the request is left to the decision then.
        if ((!asks && missing is null) || anchor.FindRequest(request.Id) is not null) yield break;
        if (asks) yield return new RequestLookup(anchor.Id, request.Id);
        if (missing is not null) yield return missing;
    }

    public override Decision Decide(Func<string, AccountState?> find, DateTimeOffset now)
    {
        var decision = Decider.Decide(request, find, now);
        receipt = decision.Receipt;
        return decision;
    }

    public override void Complete() => answer.TrySetResult(receipt!);

    protected override void End(RequestException failure) => answer.TrySetException(failure);
}
