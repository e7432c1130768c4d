using System.Globalization;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.BenchSilo;

/// <summary>What an account costs that is in memory and has nothing to do.</summary>
internal static class IdleMemory
{
    private const int EntriesEach = 20;
    private const int AtOnce = 64;

    public static async Task MeasureAsync(IServiceProvider services, BenchSiloOptions options)
    {
        await FillAsync(options.Store!, options.IdleAccounts);
        var accounts = services.GetRequiredService<IAccounts>();
        // What the first use of anything leaves behind is not an account's.
        await TouchAsync(accounts, 1, 1_000);
        var (heapBefore, processBefore) = Memory();
        await TouchAsync(accounts, 1_001, options.IdleAccounts - 1_000);
        var (heap, process) = Memory();
        var count = options.IdleAccounts - 1_000;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"idle accounts {count}: heap {(heap - heapBefore) / (double)count:0} bytes each, process {process >> 20} MiB, {(process - processBefore) / (double)count:0} bytes each"));
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
                CASE s WHEN 1 THEN 0 ELSE 1 END, 0, s - 1, now(), decode(md5(s::text), 'hex')
            FROM generate_series(1, $1) a, generate_series(1, $2) s
            """);
        entries.CommandTimeout = 0;
        entries.Parameters.Add(new() { Value = accounts });
        entries.Parameters.Add(new() { Value = EntriesEach });
        await entries.ExecuteNonQueryAsync();
    }

    private static Task TouchAsync(IAccounts accounts, int first, int count) => Parallel.ForEachAsync(
        Enumerable.Range(first, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (account, cancellation) =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"idle-{account}");
            if (await accounts.GetAsync(id, cancellation) is not { Sequence: EntriesEach }) throw new InvalidOperationException(id);
        });

    private static (long Heap, long Process) Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }
}
