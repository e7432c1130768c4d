using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>A PostgreSQL of their own for tests of commands as processes: they take minutes, beside all others.</summary>
[CollectionDefinition(Collection)]
public sealed class CommandServer : ICollectionFixture<PostgresServer>
{
    public const string Collection = "PostgreSQL for commands";
}
