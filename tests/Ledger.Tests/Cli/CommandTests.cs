using System.Text.Json;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Every command that changes an account, as it is typed and answered.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync().AsTask();

    [Theory]
    [InlineData("open carol CNY --overdraft 5", "carol #1", "0.00 CNY", "open", 0)]
    [InlineData("open bank CNY --external --busy", "bank #1", "0.00 CNY", "open", 0)]
    [InlineData("deposit alice 1234.5 CNY", "alice #4", "1,334.50 CNY", "deposit", 1234.5)]
    [InlineData("withdraw alice 30.00 CNY --memo \"rent, late\"", "alice #4", "70.00 CNY", "withdrawal", -30)]
    [InlineData("transfer alice bob 9.50 CNY", "alice #4", "90.50 CNY", "transfer", -9.5)]
    [InlineData("transfer alice bob 9 CNY --leg \"alice fees 0.50 CNY\"", "alice #4", "90.50 CNY", "transfer", -9.5)]
    [InlineData("hold alice 50 CNY", "alice #4", "100.00 CNY", "hold", 0)]
    [InlineData("capture alice order-7", "alice #4", "60", "capture", -40)]
    [InlineData("capture alice order-7 35 CNY", "alice #4", "65.00 CNY", "capture", -35)]
    [InlineData("release alice order-7", "alice #4", "100", "release", 0)]
    [InlineData("reverse bob 2", "bob #3", "0", "reversal", -8)]
    [InlineData("freeze alice", "alice #4", "100", "freeze", 0)]
    [InlineData("unfreeze dora", "dora #3", "0", "unfreeze", 0)]
    [InlineData("close fees", "fees #2", "0", "close", 0)]
    public async Task Command_AsTextAndAgainAsJson_IsAppliedAndThenReplayed(
        string typed, string entry, string balance, string kind, double amount)
    {
        var text = (await desk.RunAsync($"{typed} --request r1")).Expect(0);
        var json = (await desk.RunAsync($"{typed} --request r1 --json")).Expect(0).Json;

        Assert.Equal(["applied", "  request  r1", $"  entry    {entry}", $"  balance  {balance}"], text.Lines);
        Assert.True(json.GetProperty("replayed").GetBoolean());
        Assert.Equal(("applied", "r1"), (TextOf(json, "outcome"), TextOf(json, "requestId")));
        Assert.Equal(entry, $"{TextOf(json, "account")} #{json.GetProperty("sequence")}");
        Assert.Equal(decimal.Parse(balance.Split(' ')[0], null), json.GetProperty("balance").GetDecimal());
        var recorded = json.GetProperty("entry");
        Assert.Equal((kind, (decimal)amount), (TextOf(recorded, "kind"), recorded.GetProperty("amount").GetDecimal()));
    }

    [Theory]
    [InlineData("withdraw alice 60.01 CNY", "insufficient funds", "insufficientFunds")]
    [InlineData("deposit nobody 1 CNY", "account not found", "accountNotFound")]
    [InlineData("deposit dora 1 CNY", "account frozen", "accountFrozen")]
    [InlineData("open alice CNY", "account exists", "accountExists")]
    [InlineData("transfer alice bob 9 CNY --leg \"alice nobody 1 CNY\"", "account not found", "accountNotFound")]
    [InlineData("close bob", "balance not zero", "balanceNotZero")]
    public async Task Command_Refused_EndsWith1AndIsRemembered(string typed, string words, string name)
    {
        var first = (await desk.RunAsync($"{typed} --request r1")).Expect(1);
        var json = (await desk.RunAsync($"{typed} --request r1 --json")).Expect(1).Json;

        Assert.Equal($"rejected: {words}", first.Lines[0]);
        Assert.Equal("", first.Errors);
        Assert.Equal((name, true), (TextOf(json, "outcome"), json.GetProperty("replayed").GetBoolean()));
    }

    [Theory]
    [InlineData("deposit alice 100.00 CNY --request pay-in", 0, "applied (replayed)")]
    [InlineData("withdraw bob 9 CNY --request too-much", 1, "rejected: insufficient funds (replayed)")]
    public async Task Command_AskedAgain_SaysThatItIsReplayed(string typed, int code, string words)
    {
        await desk.RunAsync("withdraw bob 9 CNY --request too-much");

        Assert.Equal(words, (await desk.RunAsync(typed)).Expect(code).Lines[0]);
    }

    [Fact]
    public async Task Command_WithTheIdOfAnother_IsAConflictAndShowsTheOther()
    {
        var conflict = (await desk.RunAsync("deposit alice 5 CNY --request pay-in")).Expect(1);

        Assert.Equal("rejected: request conflict, the entry below has this id with another content", conflict.Lines[0]);
        Assert.Contains("  entry    alice #2", conflict.Lines);
    }

    [Fact]
    public async Task Command_WithoutAnId_PrintsTheOneItGot()
    {
        var deposit = (await desk.RunAsync("deposit alice 5 CNY")).Expect(0);

        var id = deposit.Lines[1].Replace("  request  ", "", StringComparison.Ordinal);
        Assert.True(Guid.TryParse(id, out _), id);
        Assert.Contains("  entry    alice #4", (await desk.RunAsync($"find alice {id}")).Expect(0).Lines);
    }

    [Fact]
    public async Task Hold_ForADuration_IsAskedAgainWithTheTimeItPrinted()
    {
        var hold = (await desk.RunAsync("hold alice 10 CNY --expires 15m --request h1")).Expect(0);

        var expires = hold.Lines[^1].Replace("  expires  ", "", StringComparison.Ordinal);
        var again = (await desk.RunAsync($"hold alice 10 CNY --expires {expires} --request h1 --json")).Expect(0).Json;
        Assert.True(again.GetProperty("replayed").GetBoolean());
        Assert.Equal(DateTimeOffset.Parse(expires, null), again.GetProperty("expiresAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Transfer_WithFurtherLegs_PaysEachOfThem()
    {
        (await desk.RunAsync("transfer alice bob 9 CNY --leg \"alice fees 0.50 CNY\" --leg \"bob fees 0.25 CNY\"")).Expect(0);

        Assert.Equal(
            ["alice 90.5", "bob 16.75", "dora 0", "fees 0.75"],
            await desk.Database.ReadAsync("SELECT id, balance FROM account ORDER BY id"));
    }

    private static string? TextOf(JsonElement document, string name) => document.GetProperty(name).GetString();
}
