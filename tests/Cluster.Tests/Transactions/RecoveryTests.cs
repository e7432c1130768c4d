using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// A silo dies at each write of a transfer, before it is made and after, and another that never heard of it goes on. Once the
/// manager's decision is durable the transfer is done, and before that it never was.
/// </summary>
[Collection(TransactionServer.Collection)]
public sealed class RecoveryTests(PostgresServer server, FaultyCluster survivor) : IClassFixture<FaultyCluster>
{
    public static TheoryData<TransferShape, Placement, ProtocolStep, int, bool> Points => PointsOf(Enum.GetValues<TransferShape>());

    public static TheoryData<TransferShape, Placement, ProtocolStep, int, bool> PointsOfMany => PointsOf(TransferShape.ToTwo);

    [SkippableTheory]
    [MemberData(nameof(Points))]
    public async Task Read_AfterTheSiloOfATransferDied_FindsAllOfItOrNothing(
        TransferShape shape, Placement placement, ProtocolStep step, int occurrence, bool isDurable)
    {
        var accounts = (await survivor.StartAsync(server)).Cluster.Accounts;
        var transfer = new TransferCase(survivor.Database, shape);
        await DieAsync(transfer, placement, new Death(step, occurrence, isDurable));
        var isDecided = IsDecided(step, isDurable);

        await transfer.ExpectBalances(accounts, isDone: isDecided);

        var answer = await accounts.ExecuteAsync(transfer.Transfer);
        Assert.Equal((true, isDecided), (answer.IsApplied, answer.IsReplay));
        await transfer.ExpectDoneOnce(accounts);
    }

    [SkippableTheory]
    [MemberData(nameof(PointsOfMany))]
    public async Task Transfer_SentAgainByManyAfterItsSiloDied_IsDoneOnce(
        TransferShape shape, Placement placement, ProtocolStep step, int occurrence, bool isDurable)
    {
        var accounts = (await survivor.StartAsync(server)).Cluster.Accounts;
        var transfer = new TransferCase(survivor.Database, shape);
        await DieAsync(transfer, placement, new Death(step, occurrence, isDurable));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => accounts.ExecuteAsync(transfer.Transfer)));

        Assert.All(answers, answer => Assert.Equal((true, answers[0].Entry), (answer.IsApplied, answer.Entry)));
        if (IsDecided(step, isDurable)) Assert.All(answers, answer => Assert.True(answer.IsReplay));
        await transfer.ExpectDoneOnce(accounts);
    }

    /// <summary>Carries out a transfer on a cluster that dies of it. Nobody waits for its answer, nor for its end.</summary>
    private async Task DieAsync(TransferCase transfer, Placement placement, Death death)
    {
        var store = new FaultyTransactions();
        var doomed = await survivor.StartAnotherAsync(store, placement);
        await transfer.OpenAsync(doomed.Accounts);
        death.Await(store);
        _ = doomed.Accounts.ExecuteAsync(transfer.Transfer);
        await death.Died;
        await doomed.CutOffAsync();
    }

    private static bool IsDecided(ProtocolStep step, bool isDurable) =>
        step > ProtocolStep.Decide || (step == ProtocolStep.Decide && isDurable);

    private static TheoryData<TransferShape, Placement, ProtocolStep, int, bool> PointsOf(params TransferShape[] shapes)
    {
        var points = new TheoryData<TransferShape, Placement, ProtocolStep, int, bool>();
        foreach (var shape in shapes)
            foreach (var placement in Enum.GetValues<Placement>())
                foreach (var step in placement.Steps())
                    for (var occurrence = 1; occurrence <= Occurrences(shape, step); occurrence++)
                        foreach (var isDurable in new[] { false, true })
                            points.Add(shape, placement, step, occurrence, isDurable);
        return points;
    }

    private static int Occurrences(TransferShape shape, ProtocolStep step) =>
        shape == TransferShape.ToTwo && step is ProtocolStep.Prepare or ProtocolStep.Confirm ? 2 : 1;
}
