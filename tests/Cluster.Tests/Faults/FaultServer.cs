using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>A PostgreSQL of their own for tests that stop and kill silos: they wait for most of their time, beside others.</summary>
[CollectionDefinition(Collection)]
public sealed class FaultServer : ICollectionFixture<PostgresServer>
{
    public const string Collection = "PostgreSQL for faults";
}
