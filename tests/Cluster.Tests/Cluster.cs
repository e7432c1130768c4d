using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AccountGrains.Cluster.Tests;

/// <summary>
/// A silo in this process and a client of it, which talk over a socket as they would from two machines. Several of them over
/// one database know nothing of each other.
/// </summary>
public sealed class Cluster : IAsyncDisposable
{
    private readonly IHost silo;
    private readonly SdkClient client;

    private Cluster(IHost silo, SdkClient client)
    {
        this.silo = silo;
        this.client = client;
    }

    /// <summary>The accounts, through the SDK.</summary>
    public IAccounts Accounts => client.Accounts;

    /// <summary>The grains, as the client reaches them.</summary>
    public IGrainFactory Grains => client.Grains;

    /// <summary>The services of the silo.</summary>
    public IServiceProvider Services => silo.Services;

    /// <summary>Makes the database ready, as a silo does, and starts both.</summary>
    /// <param name="store">The database, or null for the memory of the silo.</param>
    /// <param name="options">The sizes and timeouts.</param>
    /// <param name="time">The clock of the accounts.</param>
    /// <param name="configure">What else the silo needs.</param>
    public static async Task<Cluster> StartAsync(
        string? store, AccountsOptions? options = null, TimeProvider? time = null, Action<ISiloBuilder>? configure = null)
    {
        if (store is not null) await (await RelationalStore.OpenAsync(store)).DisposeAsync();
        var (siloPort, gatewayPort) = (FreePort.Next(), FreePort.Next());
        var silo = BuildSilo(store, options ?? new AccountsOptions(), time ?? TimeProvider.System, siloPort, gatewayPort, configure);
        await silo.StartAsync();
        return new Cluster(silo, await SdkClient.StartAsync([$"127.0.0.1:{gatewayPort}"]));
    }

    /// <summary>Stops the silo, as its process does when it is asked to end.</summary>
    public Task StopSiloAsync() => silo.StopAsync();

    /// <summary>Takes the database away from the silo for good, with all its connections, as its death would.</summary>
    public ValueTask CutOffAsync() => silo.Services.GetRequiredService<PostgresStore>().DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await silo.StopAsync();
        silo.Dispose();
    }

    private static IHost BuildSilo(
        string? store, AccountsOptions options, TimeProvider time, int siloPort, int gatewayPort, Action<ISiloBuilder>? configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddKeyedSingleton("accounts", time);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "accounts", clusterId: "accounts");
            silo.AddAccounts(options, store);
            configure?.Invoke(silo);
        });
        return builder.Build();
    }
}
