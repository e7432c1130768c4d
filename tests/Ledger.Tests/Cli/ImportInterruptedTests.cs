using Microsoft.Data.Sqlite;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Imports that do not come to their end, and are imported again.</summary>
public sealed class ImportInterruptedTests : ImportDesk
{
    private const int Lines = 12_000;
    private const string Safe = "running the same import again is safe";

    [Fact]
    public async Task Import_IntoALockedFile_StopsAndIsCompletedByTheNext()
    {
        ImportFile.WriteMixed(Input, 3_000);
        await using (var other = new SqliteConnection($"Data Source={Desk.Database.Store};Pooling=False"))
        {
            await other.OpenAsync();
            await using var held = other.BeginTransaction(deferred: false);

            (await ImportAgainAsync()).ExpectRefusal(2, Input, "stopped after 0 lines", Safe, "is locked");
        }

        await AssertCompletedByTheNextAsync();
    }

    [Fact]
    public async Task Import_AskedToEnd_StopsAndIsCompletedByTheNext()
    {
        ImportFile.WriteMixed(Input, Lines);
        using var import = Desk.Start($"import {Input}");
        var before = await Desk.Database.CountAsync("entry");
        await import.RunsUntilAsync(async () => await Desk.Database.CountAsync("entry") > before);

        import.Terminate();

        (await import.WaitAsync()).ExpectRefusal(2, Input, "stopped after", Safe, "cancelled");
        Assert.InRange(await Desk.Database.CountAsync("entry"), before + 1, Lines / 2);
        await AssertCompletedByTheNextAsync();
    }

    /// <summary>Importing again ends with the books of an import that nobody disturbed.</summary>
    private async Task AssertCompletedByTheNextAsync()
    {
        await using var undisturbed = new Desk();
        await undisturbed.InitializeAsync();
        (await undisturbed.RunAsync($"import {Input}")).Expect(1);

        (await ImportAgainAsync()).Expect(1);

        await Books.AssertEqualAsync(undisturbed.Database, Desk.Database);
        (await Desk.RunAsync("audit")).Expect(0);
    }
}
