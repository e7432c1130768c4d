using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>The store of one test, opened as often as the test wants. Whoever gets it may dispose it.</summary>
public sealed class TestStores : IAsyncDisposable
{
    private readonly MemoryStore memory = new();
    private readonly Func<Task<TestDatabase>>? create;
    private TestDatabase? database;

    private TestStores(Func<Task<TestDatabase>>? create) => this.create = create;

    public static TestStores InMemory() => new(create: null);

    public static TestStores InSqlite() => new(() => Task.FromResult<TestDatabase>(new SqliteDatabase()));

    public static TestStores InPostgres(PostgresServer server) => new(async () => await server.CreateDatabaseAsync());

    public async Task<IAccountStore> OpenAsync()
    {
        if (create is null) return memory;
        database ??= await create();
        return await RelationalStore.OpenAsync(database.Store);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }
}
