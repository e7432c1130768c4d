using AccountGrains.Client;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>What becomes of commands that are sent together when silos answer some, fail or say nothing.</summary>
public sealed class TogetherTests : IDisposable
{
    private readonly AccountsFixture fixture = new(TimeProvider.System, random: 0.1);

    private FakeCluster Cluster => fixture.Cluster;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task ExecuteAll_TransfersOfOnePayer_AreOneCall()
    {
        Cluster.Answers(() => Replies("r1", "r2", "r3"));

        var receipts = await SendAsync(Pay("r1"), Pay("r2"), Pay("r3"));

        Assert.Equal(["r1", "r2", "r3"], receipts.Select(receipt => receipt.Entry.RequestId));
        var (grain, method, argument) = Assert.Single(Cluster.Calls);
        Assert.Equal(("transfer 0", nameof(ITransferGrain.ExecuteAllAsync)), (grain, method));
        Assert.Equal(["r1", "r2", "r3"], ((CommandMessage[])argument!).Select(message => message.RequestId));
    }

    [Fact]
    public async Task ExecuteAll_SomeOfEach_SendsWhatBelongsTogether()
    {
        Cluster.Answers(FakeCluster.Applied(), Replies("r1", "r3"), FakeCluster.Applied());

        await SendAsync(Pay("r1"), Sample.Deposit, Pay("r2", from: "zoe"), Pay("r3"));

        Assert.Equal(
            [("account alice", "ExecuteAsync"), ("transfer 0", "ExecuteAllAsync"), ("account bob", "ExecuteAsync")],
            Cluster.Calls.Select(call => (call.Grain, call.Method)));
    }

    [Fact]
    public async Task ExecuteAll_Many_AreBoundedCalls()
    {
        var ids = Ids(TransferGroups.MaxTransfers + 1);
        Cluster.Answers(Replies(ids[..^1]), FakeCluster.Applied(ids[^1]));

        var receipts = await SendAsync([.. ids.Select(id => Pay(id))]);

        Assert.Equal(ids, receipts.Select(receipt => receipt.Entry.RequestId));
        Assert.Equal(2, Cluster.Calls.Count);
    }

    [Fact]
    public void ExecuteAll_ManyOfFewPayees_PaysEachInAsFewCallsAsItCan()
    {
        Cluster.Answers(FakeCluster.Silence);

        _ = fixture.Accounts.ExecuteAll([.. Ids(2 * TransferGroups.MaxTransfers).Select((id, i) => Pay(id, to: i % 2 == 0 ? "bob" : "carol"))]);

        Assert.Equal(["bob", "carol"], Cluster.Calls.Select(call =>
            Assert.Single(((CommandMessage[])call.Argument!).Select(message => message.Legs![0].To).Distinct())));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExecuteAll_MoreThanAreSentAtOnce_SendsOnlyWhatSomebodyWaitsFor(bool isCancelled)
    {
        using var cancellation = new CancellationTokenSource();
        var answer = new TaskCompletionSource<ReplyMessage[]>();
        Cluster.Answers(answer.Task);

        var answers = fixture.Accounts.ExecuteAll(
            [.. Ids((TransferGroups.CallsAtOnce + 1) * TransferGroups.MaxTransfers).Select(id => Pay(id))], cancellation.Token);
        Assert.Equal(TransferGroups.CallsAtOnce, Cluster.Calls.Count);

        if (isCancelled) await cancellation.CancelAsync();
        answer.SetResult([.. Enumerable.Repeat(FakeCluster.Applied(), TransferGroups.MaxTransfers)]);
        foreach (var end in answers) Assert.Equal(isCancelled, await Record.ExceptionAsync(() => end) is OperationCanceledException);

        Assert.Equal(TransferGroups.CallsAtOnce + (isCancelled ? 0 : 1), Cluster.Calls.Count);
    }

    [Fact]
    public async Task ExecuteAll_WaitsForItsTurn_HasItsWholeTimeOnceItIsSent()
    {
        var clock = new FakeTimeProvider();
        using var patient = new AccountsFixture(clock);
        var (first, last) = (new TaskCompletionSource<ReplyMessage[]>(), new TaskCompletionSource<ReplyMessage[]>());
        patient.Cluster.Answers([.. Enumerable.Repeat(first.Task, TransferGroups.CallsAtOnce), last.Task]);
        var answers = patient.Accounts.ExecuteAll(
            [.. Ids((TransferGroups.CallsAtOnce + 1) * TransferGroups.MaxTransfers).Select(id => Pay(id))]);
        var almost = AccountsFixture.CallTimeout * 0.9;

        clock.Advance(almost);
        first.SetResult(All());
        await Task.WhenAll(answers.Take(TransferGroups.CallsAtOnce * TransferGroups.MaxTransfers));
        clock.Advance(almost);
        last.SetResult(All());
        await Task.WhenAll(answers);

        Assert.Empty(patient.Cluster.Commands);

        static ReplyMessage[] All() => [.. Enumerable.Repeat(FakeCluster.Applied(), TransferGroups.MaxTransfers)];
    }

    [Fact]
    public async Task ExecuteAll_OneFailsForNow_IsSentAgainAlone()
    {
        Cluster.Answers(
            new[] { FakeCluster.Applied("r1"), ReplyMessage.Failed("the queue is full"), FakeCluster.Applied("r3") }, FakeCluster.Applied("r2"));

        var receipts = await SendAsync(Pay("r1"), Pay("r2"), Pay("r3"));

        Assert.All(receipts, receipt => Assert.True(receipt.IsApplied));
        Assert.Equal("r2", Assert.Single(Cluster.Commands).RequestId);
    }

    [Fact]
    public async Task ExecuteAll_CallOfManyIsLost_SendsFewAgainAtOnceWhoHaveTheirWholeTime()
    {
        var clock = new FakeTimeProvider();
        using var patient = new AccountsFixture(clock, random: 0);
        var ids = Ids(3 * TransferGroups.AloneAtOnce);
        var reply = new TaskCompletionSource<ReplyMessage>();
        patient.Cluster.Answers(new SiloUnavailableException());
        patient.Cluster.Answers(() => reply.Task);
        var answers = patient.Accounts.ExecuteAll([.. ids.Select(id => Pay(id))]);

        for (var sent = TransferGroups.AloneAtOnce; sent <= ids.Length; sent += TransferGroups.AloneAtOnce)
        {
            await Condition.HoldsAsync(() => Task.FromResult(patient.Cluster.Commands.Count == sent), $"{sent} are sent again");
            clock.Advance(AccountsFixture.CallTimeout * 0.9);
            var late = reply;
            reply = new TaskCompletionSource<ReplyMessage>();
            late.SetResult(FakeCluster.Applied());
        }

        Assert.All(await Task.WhenAll(answers), receipt => Assert.True(receipt.IsApplied));
        Assert.Equal(ids.Length, patient.Cluster.Commands.Count);
    }

    [Fact]
    public async Task ExecuteAll_NoSiloAnswersAnyMore_DoesNotEndFewAfterFew()
    {
        var clock = new FakeTimeProvider();
        using var patient = new AccountsFixture(clock);
        patient.Cluster.Answers(new SiloUnavailableException(), FakeCluster.Silence);
        var started = clock.GetTimestamp();

        var answers = patient.Accounts.ExecuteAll([.. Ids(10 * TransferGroups.AloneAtOnce).Select(id => Pay(id))]);
        await Condition.HoldsAsync(
            () =>
            {
                clock.Advance(AccountsFixture.CallTimeout / 3);
                return Task.FromResult(answers.All(answer => answer.IsFaulted));
            },
            "all have ended");

        Assert.InRange(clock.GetElapsedTime(started), AccountsFixture.Deadline, 5 * AccountsFixture.Deadline);
        foreach (var answer in answers) await Assert.ThrowsAsync<RequestInDoubtException>(() => answer);
    }

    [Fact]
    public async Task ExecuteAll_OneFailsForGood_EndsAlone()
    {
        Cluster.Answers([new[] { FakeCluster.Applied("r1"), ReplyMessage.Failed("no", final: true), ReplyMessage.Failed("no", true, true) }]);

        var answers = fixture.Accounts.ExecuteAll([Pay("r1"), Pay("r2"), Pay("r3")]);

        Assert.True((await answers[0]).IsApplied);
        Assert.Equal("r2", (await Assert.ThrowsAsync<RequestFailedException>(() => answers[1])).RequestId);
        Assert.Equal("r3", (await Assert.ThrowsAsync<RequestInDoubtException>(() => answers[2])).RequestId);
        Assert.Single(Cluster.Calls);
    }

    [Fact]
    public async Task ExecuteAll_CallIsLost_SendsEachAgainUnderItsRequestId()
    {
        Cluster.Answers(new SiloUnavailableException(), FakeCluster.Applied());

        await SendAsync(Pay("r1"), Pay("r2"));

        Assert.Equal(["r1", "r2"], Cluster.Commands.Select(message => message.RequestId).Order());
    }

    [Fact]
    public async Task ExecuteAll_CallIsLostAndThenRefused_LeavesEachInDoubt()
    {
        Cluster.Answers(new SiloUnavailableException(), ReplyMessage.Failed("no", final: true));

        foreach (var answer in fixture.Accounts.ExecuteAll([Pay("r1"), Pay("r2")]))
            await Assert.ThrowsAsync<RequestInDoubtException>(() => answer);
    }

    [Fact]
    public async Task ExecuteAll_Cancelled_EndsEachAtOnce()
    {
        using var patient = new AccountsFixture(new FakeTimeProvider());
        using var cancellation = new CancellationTokenSource();
        patient.Cluster.Answers(FakeCluster.Silence);
        var answers = patient.Accounts.ExecuteAll([Pay("r1"), Pay("r2")], cancellation.Token);

        await cancellation.CancelAsync();

        foreach (var answer in answers) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Single(patient.Cluster.Calls);
    }

    private Task<Receipt[]> SendAsync(params IReadOnlyList<Command> commands) => Task.WhenAll(fixture.Accounts.ExecuteAll(commands));

    private static Transfer Pay(string id, string from = "alice", string to = "bob") => new(id, from, to, 1, "CNY");

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"r{i}")];

    private static ReplyMessage[] Replies(params string[] ids) => Array.ConvertAll(ids, id => FakeCluster.Applied(id));
}
