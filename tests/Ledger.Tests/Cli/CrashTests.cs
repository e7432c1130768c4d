using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Processes that are killed with -9, and processes that get in each other's way.</summary>
public abstract class CrashTests : IAsyncLifetime
{
    private const int Lines = 12_000;

    private readonly TemporaryFolder folder = new();
    private readonly List<TestDatabase> databases = [];

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var database in databases) await database.DisposeAsync();
        folder.Dispose();
    }

    [SkippableFact]
    public async Task Import_KilledAgainAndAgain_EndsLikeAnUndisturbedOne()
    {
        var (undisturbed, killed) = (await NewDatabaseAsync(), await NewDatabaseAsync());
        var file = ImportFile.WriteMixed(folder.File("mixed.csv"), Lines);
        await ImportAsync(file, undisturbed);
        await (await RelationalStore.OpenAsync(killed.Store)).DisposeAsync();

        var kills = 0;
        for (var after = 1_000; after < Lines; after += 3_000) kills += await KillImportAsync(file, killed, entries: after);
        await ImportAsync(file, killed);

        Assert.True(kills >= 2, $"only {kills} imports were killed on their way");
        await Books.AssertEqualAsync(undisturbed, killed);
        (await AccountsProcess.RunAsync("audit", "--store", killed.Store)).Expect(0);
    }

    [SkippableFact]
    public async Task Import_OfOneFileByFourProcessesAtOnce_AppliesEachLineOnce()
    {
        var (alone, together) = (await NewDatabaseAsync(), await NewDatabaseAsync());
        var file = ImportFile.WriteMixed(folder.File("mixed.csv"), 3_000);
        var expected = await ImportAsync(file, alone);
        var copies = Enumerable.Range(0, 4).Select(i => folder.File($"copy{i}.csv")).ToArray();
        foreach (var copy in copies) File.Copy(file, copy);

        var applied = await Task.WhenAll(copies.Select(copy => ImportAsync(copy, together)));

        Assert.Equal(expected, applied.Sum());
        await Books.AssertEqualAsync(alone, together);
    }

    private async Task<TestDatabase> NewDatabaseAsync()
    {
        var database = await CreateDatabaseAsync();
        databases.Add(database);
        return database;
    }

    private static async Task<long> ImportAsync(string file, TestDatabase database)
    {
        var exit = (await AccountsProcess.RunAsync("import", file, "--store", database.Store, "--json")).Expect(1);
        return exit.Json.GetProperty("applied").GetInt64();
    }

    /// <summary>Starts an import and kills it once the journal has grown to a size; gives 1 when it was still running.</summary>
    private static async Task<int> KillImportAsync(string file, TestDatabase database, int entries)
    {
        using var import = AccountsProcess.Start("import", file, "--store", database.Store);
        await import.RunsUntilAsync(async () => await database.CountAsync("entry") >= entries);
        if (import.HasExited) return 0;
        import.Kill();
        return (await import.WaitAsync()).Code == 137 ? 1 : 0;
    }
}

public sealed class SqliteCrashTests : CrashTests
{
    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());
}

[Collection(CommandServer.Collection)]
public sealed class PostgresCrashTests(PostgresServer server) : CrashTests
{
    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
