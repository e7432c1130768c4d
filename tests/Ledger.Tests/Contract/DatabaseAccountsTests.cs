using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests;

/// <summary>The contract on a database of its own for each test.</summary>
public abstract class DatabaseAccountsTests : EmbeddedAccountsContract, IAsyncLifetime
{
    private TestDatabase? database;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await CreateDatabaseAsync();
        await InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    protected override async Task<IAccountStore> OpenStoreAsync() => await RelationalStore.OpenAsync(database!.Store);
}

public sealed class SqliteAccountsTests : DatabaseAccountsTests
{
    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());
}

[Collection(PostgresServer.Collection)]
public sealed class PostgresAccountsTests(PostgresServer server) : DatabaseAccountsTests
{
    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
