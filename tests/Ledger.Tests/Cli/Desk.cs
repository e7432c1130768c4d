using System.Text.RegularExpressions;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Where somebody works with the command line: a store with a few accounts, and a folder of files.</summary>
public sealed partial class Desk : IAsyncLifetime, IAsyncDisposable
{
    private readonly SqliteDatabase database = new();
    private readonly TemporaryFolder folder = new();

    public TestDatabase Database => database;

    /// <summary>Alice has 100 of which 40 are held, Bob 8, the fees nothing; Dora is frozen.</summary>
    public async Task InitializeAsync()
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        foreach (var account in new[] { "alice", "bob", "fees", "dora" })
            await ledger.ExecuteAsync(new OpenAccount($"open-{account}", account, "CNY"));
        await ledger.ExecuteAsync(new Deposit("pay-in", "alice", 100, "CNY"));
        await ledger.ExecuteAsync(new PlaceHold("order-7", "alice", 40, "CNY"));
        await ledger.ExecuteAsync(new Deposit("pocket-money", "bob", 8, "CNY") { Memo = "for sweets" });
        await ledger.ExecuteAsync(new FreezeAccount("stop", "dora"));
    }

    public string File(string name) => folder.File(name);

    /// <summary>Runs a command as it is typed, on the store of this desk.</summary>
    public Task<AccountsProcess.Ended> RunAsync(string typed) =>
        AccountsInProcess.RunAsync(["--store", Database.Store, .. Split(typed)]);

    /// <summary>The same as a process.</summary>
    public AccountsProcess Start(string typed) => AccountsProcess.Start(["--store", Database.Store, .. Split(typed)]);

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Dispose();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public static IEnumerable<string> Split(string typed) =>
        Words().Matches(typed).Select(word => word.Groups["quoted"] is { Success: true } quoted ? quoted.Value : word.Value);

    [GeneratedRegex("\"(?<quoted>[^\"]*)\"|\\S+")]
    private static partial Regex Words();
}
