using System.Globalization;
using AccountGrains.Bench.Running;
using AccountGrains.Ledger;
using AccountGrains.Storage;
using AccountGrains.Throwaway;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>What an account costs that is in the memory of a silo and has nothing to do.</summary>
internal static class IdleMemory
{
    public const string Verb = "idle-memory";

    private const int EntriesEach = 20;
    private const int AtOnce = 64;
    private const int WarmUp = 1_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = new ConfigurationBuilder().AddCommandLine(arguments).Build().GetValue("Accounts", 100_000);
        await using var server = await Server.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await using (await RelationalStore.OpenAsync(database)) await FillAsync(database, WarmUp + count);
        var settings = new VariantSettings
        {
            Variant = SiloVariant.Accounts,
            Store = database,
            SiloPort = FreePort.Next(),
            GatewayPort = FreePort.Next(),
        };
        using var host = VariantSilo.Build(settings);
        await host.StartAsync();
        var accounts = host.Services.GetRequiredService<IAccounts>();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await MeasureAsync($"idle accounts with {EntriesEach} entries", count, async account =>
        {
            if (await accounts.GetAsync(account) is not { Sequence: EntriesEach }) throw new InvalidOperationException(account);
        });
        await MeasureAsync("grains with a blank state", count, account => grains.GetGrain<IBlankGrain>(account).TouchAsync());
        await host.StopAsync();
        return 0;
    }

    private static async Task MeasureAsync(string what, int count, Func<string, Task> touch)
    {
        // What the first use of anything leaves behind is not an account's.
        await TouchAsync(1, WarmUp, touch);
        var (heapBefore, processBefore) = Memory();
        await TouchAsync(WarmUp + 1, count, touch);
        var (heap, process) = Memory();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} {what}: {(heap - heapBefore) / (double)count:N0} bytes of heap each; process {process >> 20:N0} MiB, {(process - processBefore) / (double)count:N0} bytes each"));
    }

    /// <summary>Rows as commands would have left them: an account is opened, and has deposits.</summary>
    private static async Task FillAsync(string store, int accounts)
    {
        await using var source = NpgsqlDataSource.Create(store);
        await using var command = source.CreateCommand(
            """
            INSERT INTO account (id, status, currency, kind, overdraft_limit, busy, balance, held, sequence)
            SELECT 'idle-' || a, 'open', 'EUR', 'internal', 0, false, $2 - 1, 0, $2 FROM generate_series(1, $1) a;
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = accounts });
        command.Parameters.Add(new() { Value = EntriesEach });
        await command.ExecuteNonQueryAsync();
        await using var entries = source.CreateCommand(
            """
            INSERT INTO entry (account, sequence, request_id, kind, outcome, amount, held, balance, time, content)
            SELECT 'idle-' || a, s, md5(a || ':' || s), CASE s WHEN 1 THEN 'open' ELSE 'deposit' END, 0,
                CASE s WHEN 1 THEN 0 ELSE 1 END, 0, s - 1, now() - ($2 - s) * interval '1 hour', decode(md5(s::text), 'hex')
            FROM generate_series(1, $1) a, generate_series(1, $2) s
            """);
        entries.CommandTimeout = 0;
        entries.Parameters.Add(new() { Value = accounts });
        entries.Parameters.Add(new() { Value = EntriesEach });
        await entries.ExecuteNonQueryAsync();
    }

    private static Task TouchAsync(int first, int count, Func<string, Task> touch) => Parallel.ForEachAsync(
        Enumerable.Range(first, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (account, _) => await touch(string.Create(CultureInfo.InvariantCulture, $"idle-{account}")));

    private static (long Heap, long Process) Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }
}
