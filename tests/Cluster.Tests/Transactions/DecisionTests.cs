using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// What a manager and a participant write of one transfer. Neither trusts what it remembers of the other: the database knows
/// what was promised and what was decided.
/// </summary>
[Collection(PostgresServer.Collection)]
public sealed class DecisionTests(PostgresServer server) : BooksStorageTests(server)
{
    private readonly Guid transaction = Guid.NewGuid();

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

    private async Task OpenBothAsync()
    {
        await OpenAsync("manager");
        await OpenAsync("participant");
    }

    private async Task PromiseAsync()
    {
        await OpenBothAsync();
        var write = await WriteOfAsync("participant");
        var paid = write.Before.Account.Pay("transfer", 7).ToBooks();
        var promise = new PreparedState<Books>(2, transaction, Pending.Noon, "manager", paid);
        var result = await Store.WriteAsync(write with { Prepare = [(write.Before, promise)], Prepared = 1 });
        Assert.Equal(WriteResult.Written, result);
    }

    private async Task<WriteResult> GiveUpAsync() => await Store.WriteAsync(
        await WriteOfAsync("participant") with { Settle = [2], Abort = [(Named("manager"), transaction)] });

    private async Task<WriteResult> DecideAsync()
    {
        var decision = new DecidedTransaction(transaction, Pending.Noon, "participant") { Promised = [Named("participant")] };
        return await Store.WriteAsync(await WriteOfAsync("manager") with { Decide = [decision] });
    }

    private async Task CollectAsync() => Assert.Equal(
        WriteResult.Written, await Store.WriteAsync(await WriteOfAsync("manager") with { Collect = [transaction] }));

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
