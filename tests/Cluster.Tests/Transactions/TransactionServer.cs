using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A PostgreSQL of their own for tests of transactions, which wait for timeouts and for reloads: they run beside others.</summary>
[CollectionDefinition(Collection)]
public sealed class TransactionServer : ICollectionFixture<PostgresServer>
{
    public const string Collection = "PostgreSQL for transactions";
}
