using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>A PostgreSQL of their own for tests of silos as processes: they wait for starts and deaths, beside others.</summary>
[CollectionDefinition(Collection)]
public sealed class SiloServer : ICollectionFixture<PostgresServer>
{
    public const string Collection = "PostgreSQL for silos";
}
