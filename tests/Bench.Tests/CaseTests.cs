using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Workloads;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Bench.Tests;

/// <summary>Each workload on each system that needs no Orleans, for a moment: money moves, and the audit finds nothing.</summary>
[Collection(PostgresServer.Collection)]
public sealed class CaseTests(PostgresServer server)
{
    // There are no rules in bulk statements, and these need some.
    private static readonly string[] NotOfRaw = ["balance-reads", "mix", "sent-transfers"];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var workload in WorkloadCatalog.All)
        {
            foreach (var system in SystemCatalog.All.Where(system => !system.NeedsOrleans && !IsLeftOut(workload.Name, system.Name)))
                cases.Add(workload.Name, system.Name);
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task Measure_OfAnyWorkload_CountsOperationsAndAuditsClean(string workload, string system)
    {
        await using var database = await server.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();

        // It throws where the audit finds something.
        var result = await Worker.MeasureAsync(CaseOf(workload, system, database, folder), SystemCatalog.Make);

        Assert.Null(result.LeftOut);
        Assert.True(result.Operations > 0);
        Assert.Equal(SystemCatalog.Find(system).UsesPostgres, result.WalBytes is not null);
        if (workload != "settlement") Assert.InRange(result.P50!.Value, 0.001, result.P99!.Value);
    }

    [SkippableFact]
    public async Task Measure_AtARate_BeginsSoManyOperations()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();

        var result = await Worker.MeasureAsync(CaseOf("deposits", "embedded-sqlite", database, folder) with { Rate = 200 }, SystemCatalog.Make);

        Assert.Equal(100, result.Operations);
    }

    [SkippableFact]
    public async Task Measure_OfASystemThatLosesMoney_Fails()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        var @case = CaseOf("deposits", "sql", database, folder);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Worker.MeasureAsync(@case, _ => new LosingSystem(SystemCatalog.Make(@case), database)));

        Assert.Contains("acc-0000", failure.Message, StringComparison.Ordinal);
    }

    private static bool IsLeftOut(string workload, string system) =>
        system.StartsWith("raw", StringComparison.Ordinal) && NotOfRaw.Contains(workload);

    private static Case CaseOf(string workload, string system, PostgresDatabase database, TemporaryFolder folder) => new()
    {
        System = system,
        Workload = workload,
        Postgres = SystemCatalog.Find(system).UsesPostgres ? database.Store : null,
        Folder = folder.Path,
        Clients = 16,
        Seconds = 0.5,
        WarmUp = 0.1,
        Lines = 500,
        ColdAccounts = 200,
    };

    private sealed class LosingSystem(ISystem system, PostgresDatabase database) : ISystem
    {
        public Task PrepareAsync(IReadOnlyList<Opening> openings) => system.PrepareAsync(openings);

        public Task StartAsync() => system.StartAsync();

        public Task<Ledger.Outcome> ExecuteAsync(Ledger.Command command) => system.ExecuteAsync(command);

        public async Task<string?> FindFaultAsync()
        {
            await database.RunAsync("UPDATE account SET balance = balance - 0.01 WHERE id = 'acc-0000'");
            return await system.FindFaultAsync();
        }

        public ValueTask DisposeAsync() => system.DisposeAsync();
    }
}
