using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests;

/// <summary>The contract on one database for all its tests, none of which uses the accounts of another.</summary>
public sealed class SqliteAccountsTests(SqliteAccountsTests.Fixture fixture) : EmbeddedAccountsContract, IClassFixture<SqliteAccountsTests.Fixture>
{
    protected override async Task<IAccountStore> OpenStoreAsync() => await RelationalStore.OpenAsync(fixture.Database.Store);

    public sealed class Fixture : IAsyncLifetime
    {
        public SqliteDatabase Database { get; } = new();

        public Task InitializeAsync() => Task.CompletedTask;

        public Task DisposeAsync() => Database.DisposeAsync().AsTask();
    }
}

/// <summary>With the rights of a silo alone, which are all that a host needs.</summary>
[Collection(PostgresServer.Collection)]
public sealed class PostgresAccountsTests(PostgresServer server) : EmbeddedAccountsContract
{
    protected override async Task<IAccountStore> OpenStoreAsync()
    {
        var database = await server.ShareDatabaseAsync();
        return await RelationalStore.OpenAsync(await database.GrantToSiloAsync());
    }
}
