using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

public sealed class MemoryDecisionTests() : DecisionTests(null!)
{
    public override Task InitializeAsync()
    {
        Store = new MemoryTransactions(new MemoryStore(), Window);
        return Task.CompletedTask;
    }
}
