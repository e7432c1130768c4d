using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>Many lines from one account, by processes that are killed and by two at once: each line is paid once.</summary>
public abstract class LargeSettleTests
{
    private const int Kills = 5;
    private const long MostMegabytes = 300;

    private static readonly int Lines = FullSize.Of(100_000, part: 8);

    protected abstract string Name { get; }

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    [SkippableFact]
    public async Task Settle_OfManyLinesKilledFiveTimesThenTwiceAtOnce_PaysEachLineOnce()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        var desk = await SettleDesk.OpenAsync(database, Lines, folder.Path);
        for (var kill = 1; kill <= Kills; kill++)
            Assert.True(await desk.KillAtAsync(kill * Lines / 10), $"kill {kill} came too late");
        var before = await desk.CountPaidAsync();
        Assert.InRange(before, Lines / 2, Lines - 1);

        using var one = desk.Start();
        using var other = desk.Start();
        AccountsProcess.Ended[] both = await Task.WhenAll(one.WaitAsync(), other.WaitAsync());

        Assert.All(both, ended => Assert.Equal(Lines, PaidOf(ended) + AlreadyPaidOf(ended.Expect(0))));
        Assert.Equal(Lines - before, both.Sum(PaidOf));
        Assert.All(both, ended => Assert.InRange(ended.PeakMegabytes, 1, MostMegabytes));
        Assert.True(File.Exists(desk.ReportFile));
        await desk.AssertPaidOnceAsync();
        Measurements.Report(
            $"settlement of {Lines:N0} lines from one account into {Name}, killed {Kills} times, then the remaining {Lines - before:N0} "
            + $"by two at once, who paid {both.Min(PaidOf):N0} and {both.Max(PaidOf):N0}: {both.Min(RateOf):N0} lines/s each with those "
            + $"already paid, {both.Max(ended => ended.PeakMegabytes)} MB at most");
    }

    [SkippableFact]
    public async Task Settle_OfManyLines_TakesLittleMemory()
    {
        await using var database = await CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        var desk = await SettleDesk.OpenAsync(database, Lines, folder.Path);

        var settle = (await desk.RunAsync()).Expect(0);
        var again = (await desk.RunAsync()).Expect(0);

        Assert.Equal((Lines, Lines), (PaidOf(settle), AlreadyPaidOf(again)));
        Assert.InRange(settle.PeakMegabytes, 1, MostMegabytes);
        await desk.AssertPaidOnceAsync();
        Measurements.Report(
            $"settlement of {Lines:N0} lines from one account into {Name}: {RateOf(settle):N0} lines/s, {settle.PeakMegabytes} MB at most; "
            + $"again, all paid already: {RateOf(again):N0} lines/s");
    }

    private static long PaidOf(AccountsProcess.Ended ended) => ended.Json.GetProperty("paid").GetInt64();

    private static long AlreadyPaidOf(AccountsProcess.Ended ended) => ended.Json.GetProperty("alreadyPaid").GetInt64();

    private static double RateOf(AccountsProcess.Ended ended) => ended.Json.GetProperty("linesPerSecond").GetDouble();
}

public sealed class SqliteLargeSettleTests : LargeSettleTests
{
    protected override string Name => "SQLite";

    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());
}

[Collection(CommandServer.Collection)]
public sealed class PostgresLargeSettleTests(PostgresServer server) : LargeSettleTests
{
    protected override string Name => "PostgreSQL";

    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
