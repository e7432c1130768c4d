using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>A large file into both databases: the same books, the same counts, little memory.</summary>
[Collection(CommandServer.Collection)]
public sealed class LargeImportTests(PostgresServer server) : IDisposable
{
    private const long MostMegabytes = 300;

    private static readonly int Lines = FullSize.Of(200_000);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task Import_OfManyLinesWithDuplicates_GivesTheSameBooksOnBothDatabases()
    {
        await using var sqlite = new SqliteDatabase();
        await using var postgres = await server.CreateDatabaseAsync();
        var file = ImportFile.WriteMixed(folder.File("mixed.csv"), Lines);

        var first = await ImportAsync(file, sqlite, "SQLite");
        var second = await ImportAsync(file, postgres, "PostgreSQL");

        Assert.Equal(first, second);
        Assert.True(first.Applied > Lines / 2);
        Assert.True(first.Replayed > Lines / 11);
        await Books.AssertEqualAsync(sqlite, postgres);
        foreach (var database in new TestDatabase[] { sqlite, postgres })
        {
            var again = await ImportAsync(file, database);
            Assert.Equal((0, Lines), (again.Applied, again.Replayed));
        }
    }

    private static async Task<(long Applied, long Replayed, string Rejected)> ImportAsync(string file, TestDatabase database, string? measured = null)
    {
        var exit = (await AccountsProcess.RunAsync("import", file, "--store", database.Store, "--json")).Expect(1);
        Assert.True(exit.PeakMegabytes is > 0 and < MostMegabytes, $"{exit.PeakMegabytes} MB");
        if (measured is not null)
            Measurements.Report($"import of {Lines:N0} lines into {measured}: {exit.Json.GetProperty("linesPerSecond").GetDouble():N0} lines/s, {exit.PeakMegabytes} MB at most");
        return (
            exit.Json.GetProperty("applied").GetInt64(),
            exit.Json.GetProperty("replayed").GetInt64(),
            exit.Json.GetProperty("rejected").ToString());
    }
}
