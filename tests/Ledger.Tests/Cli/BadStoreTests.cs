namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Stores that are not there, or are something else.</summary>
public sealed class BadStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Store => folder.File("accounts.db");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("show alice")]
    [InlineData("show alice --at 2026-01-31")]
    [InlineData("statement alice")]
    [InlineData("find alice r1")]
    [InlineData("audit")]
    [InlineData("audit --json")]
    public async Task Ask_OfAMissingStore_IsRefusedAndMakesNoFile(string typed)
    {
        (await RunAsync(typed)).ExpectRefusal(2, Store, "does not exist");

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Theory]
    [InlineData("deposit alice 0 CNY")]
    [InlineData("open alice YUAN")]
    [InlineData("import missing.csv")]
    public async Task Write_OfBadInput_MakesNoStore(string typed)
    {
        (await RunAsync(typed)).ExpectRefusal(2);

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task Write_OfAMissingStore_MakesIt()
    {
        (await RunAsync("open alice CNY")).Expect(0);

        (await RunAsync("show alice")).Expect(0);
    }

    [Theory]
    [InlineData("deposit alice 1 CNY")]
    [InlineData("show alice")]
    [InlineData("audit --json")]
    public async Task Run_OnAFileThatIsNoDatabase_SaysSoAndLeavesItAlone(string typed)
    {
        var text = new string('x', 5_000);
        await File.WriteAllTextAsync(Store, text);

        (await RunAsync(typed)).ExpectRefusal(2, Store, "it is no SQLite database");

        Assert.Equal(text, await File.ReadAllTextAsync(Store));
    }

    [Theory]
    [InlineData("deposit alice 1 CNY")]
    [InlineData("show alice")]
    [InlineData("audit")]
    public async Task Run_OnANewerSchema_AsksForANewerProgram(string typed)
    {
        await using var desk = new Desk();
        await desk.InitializeAsync();
        await desk.Database.RunAsync("INSERT INTO ledger_version (version) VALUES (999)");

        (await desk.RunAsync(typed)).ExpectRefusal(2, desk.Database.Store, "has version 999", "use a newer program");
    }

    [Theory]
    [InlineData("show alice --store \" \"", "--store: is blank; a file name or a connection string is needed")]
    [InlineData("show alice --store --json", "--store: its value is missing; '--json' follows")]
    public async Task Run_WithoutTheNameOfAStore_NamesTheOption(string typed, string words) =>
        (await AccountsInProcess.RunAsync([.. Desk.Split(typed)])).ExpectRefusal(2, words);

    private Task<AccountsProcess.Ended> RunAsync(string typed) =>
        AccountsInProcess.RunAsync([.. Desk.Split(typed), "--store", Store]);
}
