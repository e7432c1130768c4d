using System.Text.Json;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>What the audit prints and ends with. What it finds is tested with the stores.</summary>
public sealed class AuditCommandTests : IAsyncLifetime
{
    private const string Corruption = "UPDATE entry SET balance = '8.01' WHERE account = 'bob' AND sequence = 2";

    private readonly Desk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync().AsTask();

    [Fact]
    public async Task Audit_OfCleanBooks_EndsWith0()
    {
        var text = (await desk.RunAsync("audit")).Expect(0);
        var json = (await AuditAsJsonAsync()).Expect(0).Json;

        Assert.Equal(["the books add up", "  accounts   4", "  entries    8", "  holds      1", "  transfers  0"], text.Lines);
        Assert.Empty(json.GetProperty("findings").EnumerateArray());
        Assert.True(json.GetProperty("summary").GetProperty("isClean").GetBoolean());
    }

    [Fact]
    public async Task Audit_OfACorruptedStore_EndsWith1AndNamesTheEntry()
    {
        await desk.Database.RunAsync(Corruption);

        var audit = (await desk.RunAsync("audit")).Expect(1);

        Assert.Contains(audit.Lines, line => line.StartsWith("bob #2 balanceFollows: ", StringComparison.Ordinal));
        Assert.Contains("(request pocket-money)", audit.Output, StringComparison.Ordinal);
        Assert.Contains(audit.Lines, line => line.EndsWith(" finding") || line.EndsWith(" findings"));
        Assert.DoesNotContain("the books add up", audit.Lines);
    }

    [Fact]
    public async Task Audit_OfACorruptedStoreAsJson_EndsWith1AndNamesTheEntry()
    {
        await desk.Database.RunAsync(Corruption);

        var audit = (await AuditAsJsonAsync()).Expect(1).Json;

        var findings = audit.GetProperty("findings").EnumerateArray().Select(PlaceOf).ToArray();
        Assert.Contains(("balanceFollows", "bob", 2, "pocket-money"), findings);
        Assert.Equal(findings.Length, audit.GetProperty("summary").GetProperty("findings").GetInt32());
        Assert.False(audit.GetProperty("summary").GetProperty("isClean").GetBoolean());
    }

    // The document is streamed past the console: a process prints it.
    private Task<AccountsProcess.Ended> AuditAsJsonAsync() => AccountsProcess.RunAsync("audit", "--json", "--store", desk.Database.Store);

    private static (string? Rule, string? Account, int? Sequence, string? Request) PlaceOf(JsonElement finding) =>
        (finding.GetProperty("rule").GetString(),
            finding.GetProperty("account").GetString(),
            finding.GetProperty("sequence") is { ValueKind: JsonValueKind.Number } sequence ? sequence.GetInt32() : null,
            finding.GetProperty("requestId").GetString());
}
