using System.Diagnostics;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>A million entries at full size: the audit streams them, tells how far it is, and finds the one that was changed.</summary>
public abstract class LargeAuditTests
{
    private const int Accounts = 1_000;
    private const long MostMegabytes = 300;

    private static readonly int EntriesEach = FullSize.Of(1_000);
    private static readonly int Half = EntriesEach / 2;
    private static readonly int Changed = EntriesEach / 3;

    protected abstract string Name { get; }

    /// <summary>16 bytes in the words of the database.</summary>
    protected abstract string Content { get; }

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    [SkippableFact]
    public async Task Audit_OfManyEntries_TakesLittleMemoryAndFindsOneChangedAmount()
    {
        await using var database = await CreateDatabaseAsync();
        await FillAsync(database);
        var watch = Stopwatch.StartNew();

        var clean = (await AccountsProcess.RunAsync("audit", "--store", database.Store, "--json")).Expect(0);

        Measurements.Report($"audit of {Accounts * EntriesEach:N0} entries in {Name}: {Accounts * EntriesEach / watch.Elapsed.TotalSeconds:N0} entries/s, {clean.PeakMegabytes} MB at most");
        Assert.True(clean.PeakMegabytes is > 0 and < MostMegabytes, $"{clean.PeakMegabytes} MB");

        await database.RunAsync($"UPDATE entry SET amount = '2.01' WHERE account = 'a777' AND sequence = {Changed}");
        var (findings, progress) = await AuditAsync(database);

        Assert.Equal(
            [(AuditRule.BalanceFollows, "a777", (long?)Changed), (AuditRule.BalanceIsSum, "a777", null)],
            findings.Select(found => (found.Rule, found.Account!, found.Sequence)));
        Assert.True(progress.Count > 100);
        Assert.Equal(progress.Order(), progress);
        Assert.Equal(1, progress[^1]);
    }

    private static async Task<(IReadOnlyList<Finding> Findings, IReadOnlyList<double> Progress)> AuditAsync(TestDatabase database)
    {
        await using var store = await RelationalStore.OpenAsync(database.Store);
        var findings = new List<Finding>();
        var progress = new Recorder();
        await store.AuditAsync(findings.Add, progress);
        return (findings, progress.Shares);
    }

    /// <summary>Each account is opened, gets deposits of 2 for the first half of its entries, and sends or receives transfers of 1.</summary>
    private async Task FillAsync(TestDatabase database)
    {
        await (await RelationalStore.OpenAsync(database.Store)).DisposeAsync();
        var numbers = $"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Accounts})";
        var deposited = 2 * (Half - 1);
        await database.RunAsync(
            $"""
            {numbers} INSERT INTO account SELECT 'a' || i, 'open', 'EUR', 'internal', '0', false,
                CAST(CASE WHEN i % 2 = 0 THEN {deposited - Half} ELSE {deposited + Half} END AS {Money}), '0', {EntriesEach} FROM n
            """);
        await database.RunAsync(
            $"""
            {numbers} INSERT INTO entry
            SELECT 'a' || a.i, s.i,
                CASE WHEN s.i <= {Half} THEN 'r' || s.i ELSE 't' || ((a.i + 1) / 2) || '.' || s.i END,
                CASE WHEN s.i = 1 THEN 'open' WHEN s.i <= {Half} THEN 'deposit' ELSE 'transfer' END,
                0,
                CAST(CASE WHEN s.i = 1 THEN 0 WHEN s.i <= {Half} THEN 2 WHEN a.i % 2 = 0 THEN -1 ELSE 1 END AS {Money}),
                '0',
                CAST(CASE WHEN s.i <= {Half} THEN 2 * (s.i - 1) WHEN a.i % 2 = 0 THEN {deposited} - (s.i - {Half}) ELSE {deposited} + (s.i - {Half}) END AS {Money}),
                CASE WHEN s.i > {Half} THEN 'a' || CASE WHEN a.i % 2 = 0 THEN a.i - 1 ELSE a.i + 1 END END,
                NULL, NULL, NULL, '2026-01-01 00:00:00+00:00', {Content}
            FROM n a CROSS JOIN n s WHERE s.i <= {EntriesEach}
            """);
    }

    protected abstract string Money { get; }

    private sealed class Recorder : IProgress<AuditProgress>
    {
        public List<double> Shares { get; } = [];

        public void Report(AuditProgress value) => Shares.Add((double)value.Done / value.Total);
    }
}

public sealed class SqliteLargeAuditTests : LargeAuditTests
{
    protected override string Name => "SQLite";

    protected override string Content => "x'000102030405060708090a0b0c0d0e0f'";

    protected override string Money => "text";

    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());
}

[Collection(CommandServer.Collection)]
public sealed class PostgresLargeAuditTests(PostgresServer server) : LargeAuditTests
{
    protected override string Name => "PostgreSQL";

    protected override string Content => @"CAST('\x000102030405060708090a0b0c0d0e0f' AS bytea)";

    protected override string Money => "numeric";

    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
