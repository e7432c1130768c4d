using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests;

/// <summary>The model on one database, which is emptied for each program.</summary>
public abstract class DatabaseModelTests : ModelContract, IAsyncLifetime
{
    private TestDatabase? database;

    protected override int Runs => 40;

    public async Task InitializeAsync() => database = await CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    protected override async Task<Func<Task<IAccountStore>>> CreateStoreAsync()
    {
        await (await RelationalStore.OpenAsync(database!.Store)).DisposeAsync();
        await database.RunAsync("DELETE FROM account; DELETE FROM entry; DELETE FROM hold; DELETE FROM message");
        return async () => await RelationalStore.OpenAsync(database.Store);
    }
}

public sealed class SqliteModelTests : DatabaseModelTests
{
    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());
}

[Collection(PostgresServer.Collection)]
public sealed class PostgresModelTests(PostgresServer server) : DatabaseModelTests
{
    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
