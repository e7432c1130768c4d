using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>The schema, from the command line.</summary>
[Collection(CommandServer.Collection)]
public sealed class MigrateCommandTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Missing => folder.File("accounts.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Migrate_OfAMissingFile_MakesItAndSaysSoOnce()
    {
        var first = (await RunAsync(Missing)).Expect(0);
        var again = (await RunAsync(Missing)).Expect(0);

        Assert.Equal(["made", "  from version  none, it was empty", "  to version    6"], first.Lines);
        Assert.Equal(["up to date", "  from version  6", "  to version    6"], again.Lines);
        (await AccountsInProcess.RunAsync("audit", "--store", Missing)).Expect(0);
    }

    [Fact]
    public async Task Migrate_OfAnOlderSchema_SaysFromWhereToWhere()
    {
        await using var desk = new Desk();
        await desk.InitializeAsync();
        await desk.Database.UndoNewestMigrationAsync();

        var migrated = (await desk.RunAsync("migrate")).Expect(0);

        Assert.Equal(["brought up to date", "  from version  5", "  to version    6"], migrated.Lines);
        (await desk.RunAsync("send alice bob 1 CNY")).Expect(0);
    }

    [Fact]
    public async Task Migrate_OfANewerSchema_AsksForANewerProgram()
    {
        await using var desk = new Desk();
        await desk.InitializeAsync();
        await desk.Database.RunAsync("INSERT INTO ledger_version (version) VALUES (999)");

        (await desk.RunAsync("migrate")).ExpectRefusal(2, "has version 999", "use a newer program");
    }

    [SkippableFact]
    public async Task Migrate_WithARole_GivesItWhatASiloNeeds()
    {
        await using var database = await server.CreateDatabaseAsync();
        var silo = await database.GrantToSiloAsync();
        await database.RunAsync($"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM \"{database.SiloRole}\"");
        (await AccountsInProcess.RunAsync("open", "alice", "CNY", "--store", silo)).ExpectRefusal(2, "permission denied", "42501");

        var granted = (await RunAsync(database.Store, "--grant-to", database.SiloRole, "--json")).Expect(0).Json;

        Assert.Equal((6, 6), (granted.GetProperty("from").GetInt32(), granted.GetProperty("to").GetInt32()));
        Assert.Equal(database.SiloRole, granted.GetProperty("grantedTo").GetString());
        (await AccountsInProcess.RunAsync("open", "alice", "CNY", "--store", silo)).Expect(0);
    }

    [SkippableFact]
    public async Task Migrate_WithARoleThatIsNotThere_SaysSo()
    {
        await using var database = await server.CreateDatabaseAsync();

        (await RunAsync(database.Store, "--grant-to", "nobody")).ExpectRefusal(2, $"/{database.Name}: role 'nobody' does not exist");
    }

    [SkippableFact]
    public async Task Migrate_WithTheRightsOfASilo_IsRefused()
    {
        await using var database = await server.CreateDatabaseAsync();
        var silo = await database.GrantToSiloAsync();
        await database.UndoNewestMigrationAsync();

        (await RunAsync(silo)).ExpectRefusal(2, "(42501)");
    }

    [Theory]
    [InlineData("silo", "--grant-to: a SQLite file knows no roles; --store must be a PostgreSQL connection string")]
    [InlineData(" ", "--grant-to: is blank; the name of a role is needed")]
    [InlineData("--json", "--grant-to: its value is missing; '--json' follows")]
    public async Task Migrate_WithARoleThatCannotBe_NamesTheOptionAndMakesNoFile(string role, string words)
    {
        (await RunAsync(Missing, "--grant-to", role)).ExpectRefusal(2, words);

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    private static Task<AccountsProcess.Ended> RunAsync(string store, params string[] options) =>
        AccountsInProcess.RunAsync(["migrate", "--store", store, .. options]);
}
