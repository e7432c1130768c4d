using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AccountGrains.Cluster.Tests;

/// <summary>A client of silos that are processes of their own.</summary>
internal sealed class SdkClient : IAsyncDisposable
{
    private readonly IHost host;

    private SdkClient(IHost host) => this.host = host;

    public IAccounts Accounts => host.Services.GetRequiredService<IAccounts>();

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    /// <param name="gateways">Where silos answer.</param>
    /// <param name="configure">Sets how patient it is.</param>
    public static async Task<SdkClient> StartAsync(IEnumerable<string> gateways, Action<AccountsClientOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAccountsClient(options =>
        {
            foreach (var gateway in gateways) options.Gateways.Add(gateway);
            configure?.Invoke(options);
        });
        var client = new SdkClient(builder.Build());
        await client.host.StartAsync();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
