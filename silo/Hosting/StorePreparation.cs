using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Silo;

/// <summary>Has the schema up to date before the silo reads the membership from it.</summary>
internal sealed class StorePreparation(SiloSettings settings, TimeProvider time, ILoggerFactory logs) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellAgain = TimeSpan.FromMinutes(1);

    private readonly ILogger log = logs.CreateLogger("AccountGrains.Silo");

    /// <summary>The name of the store, once it was prepared.</summary>
    public string StoreName { get; private set; } = "memory";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.ConnectionString is not { } database) return;
        await using var store = settings.Silo.Schema == SchemaMode.Migrate
            ? await RelationalStore.OpenAsync(database, OpenMode.Create, cancellationToken)
            : await WaitAsync(database, cancellationToken);
        StoreName = store.Name;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until somebody else has migrated, and says so. Whatever else is wrong ends the start.</summary>
    private async Task<RelationalStore> WaitAsync(string database, CancellationToken cancellationToken)
    {
        long? told = null;
        while (true)
        {
            try
            {
                return await RelationalStore.OpenAsync(database, OpenMode.Current, cancellationToken);
            }
            catch (StoreException older) when (older.Problem == StoreProblem.OlderVersion)
            {
                if (told is null || time.GetElapsedTime(told.Value) >= TellAgain)
                {
                    log.WaitsForSchema(older.Message);
                    told = time.GetTimestamp();
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
