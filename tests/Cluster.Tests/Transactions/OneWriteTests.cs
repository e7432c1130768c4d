using System.Collections.Concurrent;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>How often a transfer is written. The protocol itself asks for four writes: two promises, a decision and a confirmation.</summary>
[Collection(TransactionServer.Collection)]
public sealed class OneWriteTests(PostgresServer server, FaultyCluster together, ApartCluster apart)
    : IClassFixture<FaultyCluster>, IClassFixture<ApartCluster>
{
    [SkippableTheory]
    [InlineData(TransferShape.FromTheManager, 2)]
    [InlineData(TransferShape.ToTheManager, 2)]
    [InlineData(TransferShape.ToTwo, 3)]
    public async Task Transfer_BetweenAccountsOfOneSilo_IsOneWriteOfAllOfThem(TransferShape shape, int accounts)
    {
        var writes = await WritesOfAsync(together, shape);

        var write = Assert.Single(writes);
        Assert.Equal(accounts, write.All.Count());
        Assert.All(write.All, part => Assert.Empty(part.Prepare));
        Assert.True(Assert.Single(write.Decide).IsWhole);
    }

    [SkippableFact]
    public async Task Transfer_BetweenAccountsOfTwoSilos_IsAPromiseADecisionAndAConfirmation()
    {
        var writes = await WritesOfAsync(apart, TransferShape.FromTheManager);

        ProtocolStep[] steps = [ProtocolStep.Prepare, ProtocolStep.Decide, ProtocolStep.Confirm, ProtocolStep.Collect];
        Assert.Equal(steps, writes.Select(write => steps.Single(step => step.IsPartOf(write))));
        Assert.All(writes, write => Assert.Empty(write.Joint));
    }

    private async Task<IReadOnlyCollection<ParticipantWrite<Books>>> WritesOfAsync(FaultyCluster faulty, TransferShape shape)
    {
        var cluster = await faulty.StartAsync(server);
        var transfer = new TransferCase(cluster.Database, shape);
        await transfer.OpenAsync(cluster.Cluster.Accounts);
        var writes = new ConcurrentQueue<ParticipantWrite<Books>>();
        cluster.Store.BeforeWrite = write =>
        {
            if (transfer.Has(write.Id)) writes.Enqueue(write);
            return Task.CompletedTask;
        };

        Assert.True((await cluster.Cluster.Accounts.ExecuteAsync(transfer.Transfer)).IsApplied);

        await transfer.ExpectDoneOnce(cluster.Cluster.Accounts);
        return writes;
    }
}
