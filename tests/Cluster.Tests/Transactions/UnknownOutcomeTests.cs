using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// One write of a command ends without an answer: it was made, or it was not. The caller gets one outcome either way, and finds
/// one entry.
/// </summary>
[Collection(TransactionServer.Collection)]
public sealed class UnknownOutcomeTests(PostgresServer server, FaultyCluster together, ApartCluster apart)
    : IClassFixture<FaultyCluster>, IClassFixture<ApartCluster>
{
    public static TheoryData<Placement, ProtocolStep, bool> Writes
    {
        get
        {
            var writes = new TheoryData<Placement, ProtocolStep, bool>();
            foreach (var placement in Enum.GetValues<Placement>())
                foreach (var step in placement.Steps())
                    foreach (var isDurable in new[] { false, true })
                        writes.Add(placement, step, isDurable);
            return writes;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Writes))]
    public async Task Transfer_WithAWriteOfUnknownOutcome_IsDoneOnce(Placement placement, ProtocolStep step, bool isDurable)
    {
        var cluster = await (placement == Placement.Together ? together : apart).StartAsync(server);
        var accounts = cluster.Cluster.Accounts;
        var transfer = new TransferCase(cluster.Database, TransferShape.ToTwo);
        await transfer.OpenAsync(accounts);
        var lost = new LostAnswer(write => transfer.Has(write.Id) && step.IsPartOf(write), isDurable);
        lost.Await(cluster.Store);

        var answer = await accounts.ExecuteAsync(transfer.Transfer);
        var again = await accounts.ExecuteAsync(transfer.Transfer);

        Assert.True(answer.IsApplied);
        Assert.Equal((true, answer.Entry), (again.IsReplay, again.Entry));
        await transfer.ExpectDoneOnce(accounts);
        Assert.True(lost.WasLost);
    }

    [SkippableTheory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(true, 8)]
    public async Task Deposit_WithAWriteOfUnknownOutcome_IsDoneOnce(bool isDurable, int failingLoads)
    {
        var cluster = await together.StartAsync(server);
        var accounts = cluster.Cluster.Accounts;
        var alice = $"alice.{Guid.NewGuid():N}";
        await accounts.ExecuteAsync(new OpenAccount("open", alice, "EUR"));
        var lost = new LostAnswer(write => write.Id == alice, isDurable) { FailingLoads = failingLoads };
        lost.Await(cluster.Store);

        var answer = await accounts.ExecuteAsync(new Deposit("deposit", alice, 7, "EUR"));

        Assert.True(lost.WasLost);
        Assert.True(answer.IsApplied);
        Assert.Equal(7, (await accounts.GetAsync(alice))!.Balance);
        Assert.Equal(2, await cluster.Database.CountAsync($"entry WHERE account = '{alice}'"));
    }
}
