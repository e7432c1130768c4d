using System.Globalization;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Load;

/// <summary>What a deposit writes must not grow with what memory keeps.</summary>
[Collection(PostgresServer.Collection)]
public sealed class BytesPerDepositTests(PostgresServer server)
{
    private const int Deposits = 200;
    private const int Rounds = 3;

    [SkippableFact]
    public async Task Deposit_WithALargeWindow_WritesAsMuchAsWithASmallOne()
    {
        var small = await MeasureAsync(window: 16);
        var large = await MeasureAsync(window: 1024);

        Assert.InRange(large / small, 0.8, 1.25);
        Measurements.Report($"bytes of WAL per deposit: {small:N0} with a window of 16, {large:N0} with a window of 1,024");
    }

    private async Task<double> MeasureAsync(int window)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var cluster = await Cluster.StartAsync(database.Store, new AccountsOptions { Window = window });
        await cluster.Accounts.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await Task.WhenAll(Enumerable.Range(0, 1_100).Select(i => DepositAsync(cluster, $"fill {i}")));

        // After a checkpoint the first change of a page writes all of it, which says nothing of the deposit.
        await database.RunAsync("CHECKPOINT");
        for (var i = 0; i < Deposits; i++) await DepositAsync(cluster, $"warm {i}");
        // Whatever else writes, such as a vacuum, only adds.
        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++) least = Math.Min(least, await MeasureAsync(database, cluster, round));
        return least;
    }

    private static async Task<double> MeasureAsync(PostgresDatabase database, Cluster cluster, int round)
    {
        var start = await PositionAsync(database);
        for (var i = 0; i < Deposits; i++) await DepositAsync(cluster, $"deposit {round}-{i}");
        return (await PositionAsync(database) - start) / Deposits;
    }

    private static Task<Receipt> DepositAsync(Cluster cluster, string request) =>
        cluster.Accounts.ExecuteAsync(new Deposit(request, "alice", 1, "EUR"));

    private static async Task<double> PositionAsync(PostgresDatabase database) =>
        double.Parse((await database.ReadAsync("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))[0], CultureInfo.InvariantCulture);
}
