namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Holds that are past their expiry, from the command line.</summary>
public sealed class ExpireCommandTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public Task InitializeAsync() => desk.InitializeAsync();

    public Task DisposeAsync() => desk.DisposeAsync().AsTask();

    [Fact]
    public async Task Expire_OfHoldsWithAndWithoutAnOwner_ReleasesTheLatterAndCountsTheOthers()
    {
        (await desk.RunAsync("hold bob 5 CNY --expires 2026-01-01")).Expect(0);
        (await desk.RunAsync("hold alice 5 CNY --expires 2026-01-01 --owner orders --request order-8")).Expect(0);
        (await desk.RunAsync("hold alice 5 CNY --expires 9000-01-01 --owner orders")).Expect(0);

        var first = (await desk.RunAsync("expire")).Expect(0);
        var again = (await desk.RunAsync("expire --json")).Expect(0).Json;

        Assert.Equal(["  expired   1", "  waiting   1, for an owner to decide", "    orders  1"], first.Lines);
        Assert.Equal((0, 1), (again.GetProperty("expired").GetInt64(), again.GetProperty("owners").GetProperty("orders").GetInt64()));
        Assert.Equal(["expired"], await desk.Database.ReadAsync("SELECT status FROM hold WHERE account = 'bob'"));
        Assert.Contains((await desk.RunAsync("show alice")).Expect(0).Lines, line => line.Contains("order-8", StringComparison.Ordinal) && line.TrimEnd().EndsWith("orders", StringComparison.Ordinal));
        (await desk.RunAsync("audit")).Expect(0);
    }

    [Theory]
    [InlineData("hold alice 5 CNY --owner orders", "owner: 'orders' would never be asked; an expiry is needed")]
    [InlineData("hold alice 5 CNY --expires 15m --owner \"my orders\"", "owner: has U+0020 at 3")]
    public async Task Command_Malformed_NamesTheProblem(string typed, string words)
    {
        var ended = (await desk.RunAsync(typed)).Expect(2);

        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }
}
