using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AccountGrains.Bench.Cluster.Systems;

/// <summary>The accounts of a cluster, as a service reaches them.</summary>
internal sealed class SdkAccounts : IAsyncDisposable
{
    private readonly IHost host;

    private SdkAccounts(IHost host) => this.host = host;

    public IAccounts Accounts => host.Services.GetRequiredService<IAccounts>();

    public static async Task<SdkAccounts> ConnectAsync(IEnumerable<SiloProcess> silos)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAccountsClient(client =>
        {
            foreach (var silo in silos) client.Gateways.Add(silo.Gateway);
        });
        var sdk = new SdkAccounts(builder.Build());
        await sdk.host.StartAsync();
        return sdk;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
