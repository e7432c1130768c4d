using AccountGrains.Storage;

namespace AccountGrains.Silo;

/// <summary>Has the schema up to date before the silo reads the membership from it.</summary>
internal sealed class StorePreparation(SiloSettings settings) : IHostedService
{
    /// <summary>The name of the store, once it was prepared.</summary>
    public string StoreName { get; private set; } = "memory";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.ConnectionString is null) return;
        await using var store = await RelationalStore.OpenAsync(settings.ConnectionString, cancellationToken: cancellationToken);
        StoreName = store.Name;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
