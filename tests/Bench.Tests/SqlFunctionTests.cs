using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Systems.Sql;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Bench.Tests;

/// <summary>The baseline keeps the rules that it is compared under.</summary>
[Collection(PostgresServer.Collection)]
public sealed class SqlFunctionTests(PostgresServer server)
{
    [SkippableFact]
    public async Task Transfer_OfNewRequest_WritesAnEntryOnEachAccount()
    {
        await using var books = await OpenAsync();

        var answer = await books.AskAsync(new Transfer("t", "b", "a", 30, "EUR"));

        Assert.Equal(new SqlAnswer(Outcome.Applied, 2, 70, IsReplay: false), answer);
        Assert.Equal(["a 2 30 130 b", "b 2 -30 70 a"], await books.EntriesAsync("t"));
    }

    [SkippableTheory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task Transfer_Repeated_AnswersTheSameAndMovesNothing(string from, string to)
    {
        await using var books = await OpenAsync();
        var first = await books.AskAsync(new Transfer("t", from, to, 30, "EUR"));
        await books.AskAsync(new Deposit("d", from, 1, "EUR"));

        var again = await books.AskAsync(new Transfer("t", from, to, 30, "EUR"));

        Assert.Equal(first with { IsReplay = true }, again);
        Assert.Equal(2, (await books.EntriesAsync("t")).Count);
    }

    [SkippableTheory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task Transfer_OfMoreThanThereIs_IsRefusedAndStaysSo(string from, string to)
    {
        await using var books = await OpenAsync();

        var refused = await books.AskAsync(new Transfer("t", from, to, 100.01m, "EUR"));
        await books.AskAsync(new Deposit("d", from, 1, "EUR"));
        var again = await books.AskAsync(new Transfer("t", from, to, 100.01m, "EUR"));

        Assert.Equal(Outcome.InsufficientFunds, refused.Outcome);
        Assert.Equal(refused with { IsReplay = true }, again);
        Assert.Equal([$"{from} 2 -100.01 100 {to}"], await books.EntriesAsync("t"));
    }

    [SkippableFact]
    public async Task Transfer_WithIdOfAnother_IsAConflict()
    {
        await using var books = await OpenAsync();
        await books.AskAsync(new Transfer("t", "a", "b", 30, "EUR"));

        Assert.Equal(Outcome.RequestConflict, (await books.AskAsync(new Transfer("t", "a", "b", 31, "EUR"))).Outcome);
        Assert.Equal(Outcome.RequestConflict, (await books.AskAsync(new Transfer("t", "c", "b", 30, "EUR"))).Outcome);
        Assert.Equal(2, (await books.EntriesAsync("t")).Count);
    }

    [SkippableFact]
    public async Task Withdraw_OfMoreThanThereIs_IsRefusedAndOfAllIsNot()
    {
        await using var books = await OpenAsync();

        Assert.Equal(Outcome.InsufficientFunds, (await books.AskAsync(new Withdraw("w1", "a", 100.01m, "EUR"))).Outcome);
        Assert.Equal(new SqlAnswer(Outcome.Applied, 3, 0, IsReplay: false), await books.AskAsync(new Withdraw("w2", "a", 100, "EUR")));
    }

    [SkippableFact]
    public async Task Settle_Repeated_PaysNobodyTwice()
    {
        await using var books = await OpenAsync();
        var settlement = new Settlement("run", "a");
        SettlementLine[] lines = [new(1, "b", 10, "EUR"), new(2, "c", 20, "EUR"), new(3, "b", 5, "EUR")];
        await books.System.SettleAsync(settlement, lines);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => books.System.SettleAsync(settlement, lines));

        Assert.Equal(65, await books.System.GetBalanceAsync("a"));
        Assert.Equal(115, await books.System.GetBalanceAsync("b"));
    }

    [SkippableFact]
    public async Task Send_Relayed_CreditsTheRecipientOnce()
    {
        await using var books = await OpenAsync();
        await books.AskAsync(new Send("s", "a", "b", 30, "EUR"));
        Assert.Equal(100, await books.System.GetBalanceAsync("b"));

        Assert.Equal(1, await books.System.RelayAsync());
        Assert.Equal(0, await books.System.RelayAsync());

        Assert.Equal(130, await books.System.GetBalanceAsync("b"));
    }

    [SkippableTheory]
    [InlineData("UPDATE account SET balance = balance + 1 WHERE id = 'a'")]
    [InlineData("DELETE FROM entry WHERE account = 'a' AND request_id = 't'")]
    [InlineData("UPDATE entry SET balance = balance + 1 WHERE account = 'a' AND request_id = 't'")]
    [InlineData("DELETE FROM outbox")]
    public async Task FindFault_OfBooksThatSomebodyChanged_SaysWhatIsWrong(string change)
    {
        await using var books = await OpenAsync();
        await books.AskAsync(new Transfer("t", "a", "b", 30, "EUR"));
        await books.AskAsync(new Send("s", "a", "b", 30, "EUR"));
        Assert.Null(await books.System.FindFaultAsync());

        await books.Database.RunAsync(change);

        Assert.NotNull(await books.System.FindFaultAsync());
    }

    private async Task<SqlBooks> OpenAsync()
    {
        var database = await server.CreateDatabaseAsync();
        var system = new SqlSystem(database.Store, clients: 2);
        await system.PrepareAsync([new Opening("a", 100), new Opening("b", 100), new Opening("c", 100)]);
        await system.StartAsync();
        return new SqlBooks(database, system);
    }

    private sealed record SqlBooks(PostgresDatabase Database, SqlSystem System) : IAsyncDisposable
    {
        public Task<SqlAnswer> AskAsync(Command command) => System.AskAsync(session => session.ExecuteAsync(command));

        public Task<IReadOnlyList<string>> EntriesAsync(string request) => Database.ReadAsync(
            $"SELECT account, sequence, amount, balance, counterparty FROM entry WHERE request_id = '{request}' ORDER BY account");

        public async ValueTask DisposeAsync()
        {
            await System.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
