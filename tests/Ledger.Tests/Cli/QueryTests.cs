using System.Text.Json;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Every question, as it is typed and answered.</summary>
public sealed class QueryTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Show_OfAnAccount_PrintsItsMoneyAndItsHolds()
    {
        var shown = (await desk.RunAsync("show alice")).Expect(0);

        Assert.Equal(
            [
                "  account    alice",
                "  kind       internal",
                "  status     open",
                "  balance    100.00 CNY",
                "  held       40.00 CNY",
                "  available  60.00 CNY",
                "  entries    3",
            ],
            shown.Lines.Take(7));
        Assert.Equal("order-7 40.00 never -", Squeeze(shown.Lines[^1]));
    }

    [Fact]
    public async Task Show_AsJson_HasTheSame()
    {
        var account = (await desk.RunAsync("show alice --json")).Expect(0).Json;

        Assert.Equal(["alice", "CNY", "internal", "open"], TextsOf(account, "id", "currency", "kind", "status"));
        Assert.Equal([100m, 40, 60, 3], NumbersOf(account, "balance", "held", "available", "sequence"));
        Assert.Equal("order-7", account.GetProperty("holds")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Show_AtATime_PrintsTheBalanceOfThen()
    {
        var text = (await desk.RunAsync("show alice --at 2099-01-31")).Expect(0);
        var json = (await desk.RunAsync("show alice --at 2099-01-31T12:00+08:00 --json")).Expect(0).Json;

        Assert.Equal(["  account  alice", "  at       2099-01-31 23:59:59Z", "  balance  100.00 CNY"], text.Lines);
        Assert.Equal(100, json.GetProperty("balance").GetDecimal());
        Assert.Equal(new DateTimeOffset(2099, 1, 31, 4, 0, 59, 999, 999, default), json.GetProperty("at").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("show nobody", "account: 'nobody' was never opened")]
    [InlineData("show alice --at 2001-01-01", "account: 'alice' was not open at 2001-01-01")]
    [InlineData("statement nobody", "account: 'nobody' was never opened")]
    [InlineData("find alice never-sent", "request: 'never-sent' has no outcome on account 'alice'")]
    [InlineData("find nobody pay-in --json", "request: 'pay-in' has no outcome on account 'nobody'")]
    public async Task Ask_ForWhatIsNotThere_EndsWith1AndSaysSo(string typed, string words) =>
        (await desk.RunAsync(typed)).ExpectRefusal(1, words);

    [Fact]
    public async Task Statement_OfAnAccount_ListsItsEntries()
    {
        var statement = (await desk.RunAsync("statement bob")).Expect(0);

        Assert.Equal("# time (UTC) kind amount balance request, details", Squeeze(statement.Lines[0]));
        Assert.Matches("^1 [-0-9]+ [:0-9]+Z open 0.00 0.00 open-bob$", Squeeze(statement.Lines[2]));
        Assert.Matches("^2 [-0-9]+ [:0-9]+Z deposit 8.00 8.00 pocket-money$", Squeeze(statement.Lines[3]));
        Assert.Equal("for sweets", statement.Lines[4].Trim());
    }

    [Theory]
    [InlineData("statement alice --limit 2", new[] { 1, 2, 3 })]
    [InlineData("statement alice --limit 2 --newest", new[] { 3, 2, 1 })]
    [InlineData("statement alice --limit 1 --from-sequence 2", new[] { 2, 3 })]
    [InlineData("statement alice --limit 1 --to-sequence 2 --newest", new[] { 2, 1 })]
    [InlineData("statement alice --limit 1000 --from 2001-01-01 --to 2099-12-31T12:00Z", new[] { 1, 2, 3 })]
    [InlineData("statement alice --to 2001-01-01", new int[0])]
    public async Task Statement_PageByPage_ListsEachEntryOnceInOrder(string typed, int[] sequences)
    {
        var listed = new List<int>();
        for (var page = typed; page != ""; page = NextOf(typed, listed, (await desk.RunAsync($"{page} --json")).Expect(0).Json))
        {
            // Each page says where the next begins.
        }

        Assert.Equal(sequences, listed);
    }

    [Theory]
    [InlineData("statement alice --limit 2", "more entries follow: add --start-at 3")]
    [InlineData("statement alice --limit 2 --newest", "more entries follow: add --start-at 1")]
    [InlineData("statement alice --to 2001-01-01", "no entries")]
    public async Task Statement_AsText_SaysWhetherMoreFollows(string typed, string last) =>
        Assert.Equal(last, (await desk.RunAsync(typed)).Expect(0).Lines[^1]);

    [Fact]
    public async Task Find_OfARequest_PrintsItsEntry()
    {
        var text = (await desk.RunAsync("find bob pocket-money")).Expect(0);
        var json = (await desk.RunAsync("find bob pocket-money --json")).Expect(0).Json;

        Assert.Equal(["applied", "  request  pocket-money", "  entry    bob #2", "  kind     deposit"], text.Lines.Take(4));
        Assert.Equal(["  amount   8.00 CNY", "  balance  8.00 CNY"], text.Lines.Skip(4).Take(2));
        Assert.Equal("  details  for sweets", text.Lines[^1]);
        Assert.Equal(["bob", "deposit", "applied", "for sweets"], TextsOf(json, "account", "kind", "outcome", "memo"));
    }

    private static string NextOf(string typed, List<int> listed, JsonElement page)
    {
        listed.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt32()));
        return page.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? $"{typed} --start-at {next}" : "";
    }

    private static string Squeeze(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string?> TextsOf(JsonElement document, params string[] names) =>
        names.Select(name => document.GetProperty(name).GetString());

    private static IEnumerable<decimal> NumbersOf(JsonElement document, params string[] names) =>
        names.Select(name => document.GetProperty(name).GetDecimal());
}
