using System.Globalization;
using AccountGrains.Bench.Cluster.Systems;
using AccountGrains.Bench.Load;
using AccountGrains.Bench.Running;
using AccountGrains.Bench.Workloads;
using AccountGrains.Throwaway;
using Npgsql;

namespace AccountGrains.Bench.Cluster;

/// <summary>How often accounts are written for one atomic transfer. Each write moves the version of its account by one.</summary>
internal static class StoresPerTransfer
{
    public const string Verb = "stores";

    private const double Seconds = 5;

    private static readonly string[] Workloads = ["transfers", "transfers-to-one", "transfers-from-one", "opposing-transfers"];

    public static async Task<int> RunAsync()
    {
        await using var server = await Server.StartAsync();
        using var folder = new TemporaryFolder();
        foreach (var name in Workloads)
        {
            var workload = WorkloadCatalog.Find(name);
            var database = await server.CreateDatabaseAsync();
            var (stores, transfers) = await CountAsync(workload, CaseOf(workload, database, folder));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{workload.Title}: {transfers} transfers, {stores / transfers:0.00} stores each"));
            await server.DropDatabaseAsync(database);
        }

        return 0;
    }

    private static async Task<(decimal Stores, long Transfers)> CountAsync(Workload workload, Case @case)
    {
        await using var source = NpgsqlDataSource.Create(@case.Postgres!);
        await using var system = new ClusterSystem(@case.Postgres!, silos: 1);
        await system.PrepareAsync(workload.OpeningsOf(@case));
        await system.StartAsync();
        await workload.WarmUpAsync(system, @case);
        var before = await SumAsync(source);
        var done = await workload.RunAsync(system, @case);
        return (await SumAsync(source) - before, done.Operations);
    }

    private static async Task<decimal> SumAsync(NpgsqlDataSource source)
    {
        await using var sum = source.CreateCommand("SELECT sum(version) FROM account");
        return (decimal)(await sum.ExecuteScalarAsync())!;
    }

    private static Case CaseOf(Workload workload, string database, TemporaryFolder folder) => new()
    {
        System = "cluster-1",
        Workload = workload.Name,
        Postgres = database,
        Folder = folder.Path,
        Clients = 128,
        Seconds = Seconds,
        WarmUp = Seconds / 2,
        Lines = 1,
        ColdAccounts = 1,
    };
}
