using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

[Collection(TransactionServer.Collection)]
public sealed class PostgresDecisionTests(PostgresServer server) : DecisionTests(server)
{
    [SkippableFact]
    public async Task Collect_WhereNothingIsWrittenAfterIt_IsDoneSoon()
    {
        await FinishAsync();

        await Condition.HoldsAsync(
            async () => (await Store.LoadAsync(Named("manager"))).Decided.Count == 0, "the decision is forgotten");
    }

    [SkippableFact]
    public async Task Dispose_AfterCollect_ForgetsFirst()
    {
        await FinishAsync();

        await Store.DisposeAsync();

        Assert.Empty((await Store.LoadAsync(Named("manager"))).Decided);
    }
}
