using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// One write of a command ends without an answer: it was made, or it was not. The caller gets one outcome either way, and finds
/// one entry.
/// </summary>
[Collection(PostgresServer.Collection)]
public sealed class UnknownOutcomeTests(PostgresServer server, FaultyCluster cluster)
    : IClassFixture<FaultyCluster>, IAsyncLifetime
{
    public static TheoryData<ProtocolStep, bool> Writes
    {
        get
        {
            var writes = new TheoryData<ProtocolStep, bool>();
            foreach (var step in Enum.GetValues<ProtocolStep>())
                foreach (var isDurable in new[] { false, true })
                    writes.Add(step, isDurable);
            return writes;
        }
    }

    private IAccounts Accounts => cluster.Cluster.Accounts;

    public Task InitializeAsync() => cluster.StartAsync(server);

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [MemberData(nameof(Writes))]
    public async Task Transfer_WithAWriteOfUnknownOutcome_IsDoneOnce(ProtocolStep step, bool isDurable)
    {
        var transfer = new TransferCase(cluster.Database, TransferShape.ToTwo);
        await transfer.OpenAsync(Accounts);
        var lost = new LostAnswer(write => transfer.Has(write.Id) && step.IsPartOf(write), isDurable);
        lost.Await(cluster.Store);

        var answer = await Accounts.ExecuteAsync(transfer.Transfer);
        var again = await Accounts.ExecuteAsync(transfer.Transfer);

        Assert.True(answer.IsApplied);
        Assert.Equal((true, answer.Entry), (again.IsReplay, again.Entry));
        await transfer.ExpectDoneOnce(Accounts);
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
        var alice = $"alice.{Guid.NewGuid():N}";
        await Accounts.ExecuteAsync(new OpenAccount("open", alice, "EUR"));
        var lost = new LostAnswer(write => write.Id == alice, isDurable) { FailingLoads = failingLoads };
        lost.Await(cluster.Store);

        var answer = await Accounts.ExecuteAsync(new Deposit("deposit", alice, 7, "EUR"));

        Assert.True(lost.WasLost);
        Assert.True(answer.IsApplied);
        Assert.Equal(7, (await Accounts.GetAsync(alice))!.Balance);
        Assert.Equal(2, await cluster.Database.CountAsync($"entry WHERE account = '{alice}'"));
    }
}
