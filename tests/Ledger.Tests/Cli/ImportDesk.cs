using System.Text;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>A desk at which files are imported.</summary>
public abstract class ImportDesk : IAsyncLifetime
{
    protected const string Header = "request_id,kind,account,counterparty,amount,currency,memo";

    protected Desk Desk { get; } = new();

    protected string Input => Desk.File("in.csv");

    private string RejectedFile => Input + ".rejected.csv";

    public Task InitializeAsync() => Desk.InitializeAsync();

    public Task DisposeAsync() => Desk.DisposeAsync().AsTask();

    /// <summary>Imports lines below the header.</summary>
    protected Task<AccountsProcess.Ended> ImportAsync(params string[] lines) =>
        ImportTextAsync(string.Join('\n', [Header, .. lines, ""]));

    protected async Task<AccountsProcess.Ended> ImportTextAsync(string text, Encoding? encoding = null)
    {
        await File.WriteAllTextAsync(Input, text, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return await ImportAgainAsync();
    }

    protected Task<AccountsProcess.Ended> ImportAgainAsync() => Desk.RunAsync($"import \"{Input}\" --json");

    /// <summary>The file of rejected lines without its header; null when there is none.</summary>
    protected IReadOnlyList<string>? Rejected()
    {
        if (!File.Exists(RejectedFile)) return null;
        var lines = File.ReadAllLines(RejectedFile);
        Assert.Equal($"line,reason,{Header}", lines[0]);
        return lines[1..];
    }

    /// <summary>What became of the lines that the import was made of.</summary>
    protected static (int Lines, int Applied, int Replayed, int Rejected, int Malformed) CountsOf(AccountsProcess.Ended import) => (
        import.Json.GetProperty("lines").GetInt32(),
        import.Json.GetProperty("applied").GetInt32(),
        import.Json.GetProperty("replayed").GetInt32(),
        import.Json.GetProperty("rejected").EnumerateObject().Sum(reason => reason.Value.GetInt32()),
        import.Json.GetProperty("malformed").GetInt32());
}
