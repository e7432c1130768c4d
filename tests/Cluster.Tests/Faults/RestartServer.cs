using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Faults;

/// <summary>A PostgreSQL of their own for tests of groups of silos, minutes long: they run beside others.</summary>
[CollectionDefinition(Collection)]
public sealed class RestartServer : ICollectionFixture<PostgresServer>
{
    public const string Collection = "PostgreSQL for restarts";
}
