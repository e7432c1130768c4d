using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests;

/// <summary>A PostgreSQL of its own for the contract, hundreds of tests that run one after the other: they run beside others.</summary>
[CollectionDefinition(Collection)]
public sealed class ContractServer : ICollectionFixture<PostgresServer>
{
    public const string Collection = "PostgreSQL for the contract";
}
