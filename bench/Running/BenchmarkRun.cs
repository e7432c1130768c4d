using AccountGrains.Bench.Load;
using AccountGrains.Bench.Report;
using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Workloads;
using AccountGrains.Throwaway;

namespace AccountGrains.Bench.Running;

/// <summary>
/// Every chosen system on every chosen workload, so many times. All systems take their turn before the next run of a workload, so
/// that a machine which becomes slower does so for all.
/// </summary>
internal sealed class BenchmarkRun(BenchOptions options)
{
    private readonly Dictionary<(Workload, SystemInfo), Score> scores = [];
    private WorkerProgram? cluster;
    private string? clusterLeftOut;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (options.Systems.Any(system => system.NeedsOrleans)) (cluster, clusterLeftOut) = await ClusterProgram.BuildAsync(cancel);
        await using var server = await Server.StartAsync();
        foreach (var workload in options.Workloads)
        {
            foreach (var system in options.Systems) scores[(workload, system)] = new Score(workload, system);
            for (var run = 1; run <= options.Runs; run++)
            {
                foreach (var system in options.Systems)
                {
                    var score = scores[(workload, system)];
                    if (score.Problem is null) await RunAsync(server, score, run, cancel);
                }
            }
        }

        var results = new Results(options, server.Version, [.. scores.Values]);
        Table.Write(results);
        await results.SaveAsync();
        return scores.Values.Any(score => score.Failed) ? 1 : 0;
    }

    private async Task RunAsync(Server server, Score score, int run, CancellationToken cancel)
    {
        try
        {
            var result = await RunOnceAsync(server, score, options.Rate, cancel);
            if (result is null) return;
            score.Runs.Add(result);
            Progress.Tell(score, run, result);
            if (!options.Half || !score.Workload.HasRate) return;
            var half = await RunOnceAsync(server, score, result.PerSecond / 2, cancel);
            score.HalfRuns.Add(half!);
            Progress.Tell(score, run, half!);
        }
        catch (BenchException failure)
        {
            score.Failed = true;
            score.Problem = failure.Message;
            Progress.Tell(score, failure.Message);
        }
    }

    private async Task<CaseResult?> RunOnceAsync(Server server, Score score, double? rate, CancellationToken cancel)
    {
        var program = score.System.NeedsOrleans ? cluster : WorkerProgram.Own;
        if (program is null)
        {
            score.Problem = clusterLeftOut;
            return null;
        }

        using var folder = new TemporaryFolder();
        var database = score.System.UsesPostgres ? await server.CreateDatabaseAsync() : null;
        try
        {
            var result = await program.RunAsync(CaseOf(score, database, folder.Path, rate), cancel);
            score.Problem = result.LeftOut;
            return result.LeftOut is null ? result : null;
        }
        finally
        {
            if (database is not null) await server.DropDatabaseAsync(database);
        }
    }

    private Case CaseOf(Score score, string? database, string folder, double? rate) => new()
    {
        System = score.System.Name,
        Workload = score.Workload.Name,
        Postgres = database,
        Folder = folder,
        Clients = options.Clients,
        Seconds = options.Seconds,
        WarmUp = options.WarmUpOf(score.System),
        Rate = rate,
        Lines = options.Lines,
        ColdAccounts = options.ColdAccounts,
    };
}
