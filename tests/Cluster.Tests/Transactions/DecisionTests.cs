using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// What a manager and a participant write of one transfer. Neither trusts what it remembers of the other: the database knows
/// what was promised and what was decided.
/// </summary>
public abstract class DecisionTests(PostgresServer server) : BooksStorageTests(server)
{
    private readonly Guid transaction = Guid.NewGuid();
    private readonly Guid next = Guid.NewGuid();

    [SkippableFact]
    public async Task Decide_WhereEverybodyHasPromised_IsWritten()
    {
        await PromiseAsync();

        Assert.Equal(WriteResult.Written, await DecideAsync());
    }

    [SkippableFact]
    public async Task Decide_WhereNothingWasPromised_IsStale()
    {
        await OpenBothAsync();

        Assert.Equal(WriteResult.Stale, await DecideAsync());

        Assert.Empty((await Store.LoadAsync(Named("manager"))).Decided);
    }

    [SkippableFact]
    public async Task Decide_AfterAPromiseWasGivenUp_IsStale()
    {
        await PromiseAsync();
        Assert.Equal(WriteResult.Written, await GiveUpAsync());

        Assert.Equal(WriteResult.Stale, await DecideAsync());

        Assert.Empty((await Store.LoadAsync(Named("manager"))).Decided);
    }

    [SkippableFact]
    public async Task Decide_BehindAPromiseThatIsUndecided_IsStale()
    {
        await PromiseAsync(transaction, next);

        Assert.Equal(WriteResult.Stale, await DecideAsync(next));

        Assert.Empty((await Store.LoadAsync(Named("manager"))).Decided);
    }

    [SkippableFact]
    public async Task Decide_OfPromisesInARow_IsWritten()
    {
        await PromiseAsync(transaction, next);

        Assert.Equal(WriteResult.Written, await DecideAsync(transaction, next));

        Assert.Equal(86, (await LoadAsync("participant")).Account().Balance);
    }

    [SkippableFact]
    public async Task Decide_AfterThePromiseInFrontWasDecided_IsWritten()
    {
        await PromiseAsync(transaction, next);
        await DecideAsync(transaction);

        Assert.Equal(WriteResult.Written, await DecideAsync(next));

        Assert.Equal(86, (await LoadAsync("participant")).Account().Balance);
    }

    [SkippableFact]
    public async Task GiveUp_AfterTheDecision_IsStale()
    {
        await PromiseAsync();
        await DecideAsync();

        Assert.Equal(WriteResult.Stale, await GiveUpAsync());

        Assert.True(Assert.Single((await Store.LoadAsync(Named("participant"))).Prepared).IsDecided);
    }

    [SkippableFact]
    public async Task Load_AfterTheDecision_GivesWhatWasPromisedAsCommitted()
    {
        await PromiseAsync();
        await DecideAsync();

        var participant = await LoadAsync("participant");

        Assert.Empty(participant.Prepared());
        Assert.Equal((2, 93m), (participant.Loaded.CommittedSequenceId, participant.Account().Balance));
    }

    [SkippableFact]
    public async Task Collect_WhileSomebodyHasNotDoneWhatWasDecided_KeepsTheDecision()
    {
        await PromiseAsync();
        await DecideAsync();
        await CollectAsync();
        Assert.Single((await Store.LoadAsync(Named("manager"))).Decided);

        await LoadAsync("participant");
        await CollectAsync();

        Assert.Empty((await Store.LoadAsync(Named("manager"))).Decided);
    }

    [SkippableFact]
    public async Task Collect_OfNothingElse_TakesNoVersion()
    {
        await PromiseAsync();
        await DecideAsync();
        var before = await WriteOfAsync("manager");

        Assert.Equal(WriteResult.Written, await Store.WriteAsync(before with { Collect = [transaction] }));

        Assert.Equal(WriteResult.Written, await Store.WriteAsync(before));
    }

    private async Task OpenBothAsync()
    {
        await OpenAsync("manager");
        await OpenAsync("participant");
    }

    private async Task PromiseAsync(params Guid[] transactions)
    {
        await OpenBothAsync();
        var write = await WriteOfAsync("participant");
        var state = write.Before;
        var promises = new List<(Books, PreparedState<Books>)>();
        foreach (var promised in transactions is [] ? [transaction] : transactions)
        {
            var paid = state.Account.Pay($"transfer {promises.Count}", 7).ToBooks();
            promises.Add((state, new PreparedState<Books>(2 + promises.Count, promised, Pending.Noon, "manager", paid)));
            state = paid;
        }

        Assert.Equal(WriteResult.Written, await Store.WriteAsync(write with { Prepare = promises, Prepared = promises.Count }));
    }

    private async Task<WriteResult> GiveUpAsync() => await Store.WriteAsync(
        await WriteOfAsync("participant") with { Settle = [2], Abort = [(Named("manager"), transaction)] });

    private async Task<WriteResult> DecideAsync(params Guid[] transactions)
    {
        var decisions = (transactions is [] ? [transaction] : transactions).Select(
            decided => new DecidedTransaction(decided, Pending.Noon, "participant") { Promised = [Named("participant")] });
        return await Store.WriteAsync(await WriteOfAsync("manager") with { Decide = [.. decisions] });
    }

    /// <summary>A transfer that both have committed, whose decision the manager has just given up.</summary>
    protected async Task FinishAsync()
    {
        await PromiseAsync();
        await DecideAsync();
        await LoadAsync("participant");
        await AskToForgetAsync();
    }

    private async Task AskToForgetAsync() => Assert.Equal(
        WriteResult.Written, await Store.WriteAsync(await WriteOfAsync("manager") with { Collect = [transaction] }));

    private async Task CollectAsync()
    {
        await AskToForgetAsync();
        // Forgetting may wait for the next write.
        Assert.Equal(WriteResult.Written, await Store.WriteAsync(await WriteOfAsync("manager")));
    }

    /// <summary>A write that changes nothing but the version.</summary>
    private async Task<ParticipantWrite<Books>> WriteOfAsync(string name)
    {
        var participant = await Store.LoadAsync(Named(name));
        return new ParticipantWrite<Books>
        {
            Id = Named(name),
            Expected = participant.Version,
            Before = participant.State,
            After = participant.State,
            Committed = participant.Committed,
            Clock = participant.Clock,
            Prepare = [],
            Settle = [],
            Prepared = 0,
            Decide = [],
            Collect = [],
        };
    }
}
