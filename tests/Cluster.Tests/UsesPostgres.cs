using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests;

[CollectionDefinition(PostgresServer.Collection)]
public sealed class UsesPostgres : ICollectionFixture<PostgresServer>;
