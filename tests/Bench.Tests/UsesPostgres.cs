using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Bench.Tests;

[CollectionDefinition(PostgresServer.Collection)]
public sealed class UsesPostgres : ICollectionFixture<PostgresServer>;
