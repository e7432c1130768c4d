using System.Diagnostics.Metrics;
using System.Net;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace AccountGrains.Client;

/// <summary>Registers the client.</summary>
public static class AccountsClientServices
{
    /// <summary>
    /// Gives <see cref="IAccounts"/>, a singleton, over a cluster. The client connects when the host starts, and the services
    /// that were added after it start once a silo was reached; until then it tries, for as long as the host's start is not
    /// cancelled. Options that cannot work end the start with an <see cref="OptionsValidationException"/>.
    /// </summary>
    /// <remarks>
    /// Commands and questions are sent again until the <see cref="AccountsClientOptions.Deadline"/>, a command always under its
    /// request id. A command then ends with <see cref="RequestFailedException"/> or <see cref="RequestInDoubtException"/>, a
    /// question with <see cref="StoreException"/>.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="cluster">
    /// Another way to find the silos, such as the table of a database, and whatever else the cluster's client should have;
    /// <see cref="AccountsClientOptions.Gateways"/> stays empty then.
    /// </param>
    public static IServiceCollection AddAccountsClient(
        this IServiceCollection services, Action<AccountsClientOptions> configure, Action<IClientBuilder>? cluster = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<AccountsClientOptions>().Configure(configure).ValidateOnStart();
        var check = new AccountsClientOptionsCheck(usesGateways: cluster is null);
        services.AddSingleton<IValidateOptions<AccountsClientOptions>>(check);
        services.AddOrleansClient(client =>
        {
            client.AddOutgoingGrainCallFilter(TracePropagation.SendAsync);
            client.UseConnectionRetryFilter<ConnectionRetry>();
            client.Services.AddAccountsWire();
            FollowOptions(client.Services);
            (cluster ?? UseGateways)(client);
        });
        AddAccounts(services);
        return services;
    }

    /// <summary>The accounts over whatever reaches the grains: a client of the cluster, or a silo.</summary>
    internal static IAccounts CreateAccounts(IServiceProvider provider, TimeSpan deadline, TimeSpan callTimeout)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return new ClusterAccounts(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<ClientLifetime>(),
            new Pace(deadline, callTimeout, new Backoff(Random.Shared.NextDouble), time),
            new Instruments(provider.GetRequiredService<IMeterFactory>(), time));
    }

    private static void FollowOptions(IServiceCollection services)
    {
        services.AddOptions<ClusterOptions>().Configure<IOptions<AccountsClientOptions>>((cluster, accounts) =>
        {
            cluster.ClusterId = accounts.Value.ClusterId;
            cluster.ServiceId = accounts.Value.ServiceId;
        });
        services.AddOptions<ClientMessagingOptions>().Configure<IOptions<AccountsClientOptions>>(
            (messaging, accounts) => messaging.ResponseTimeout = accounts.Value.CallTimeout);
    }

    private static void UseGateways(IClientBuilder client)
    {
        client.Services.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = DnsGateways.RefreshPeriod);
        client.Services.AddSingleton<IGatewayListProvider>(provider => new DnsGateways(
            provider.GetRequiredService<IOptions<AccountsClientOptions>>().Value.Gateways,
            Dns.GetHostAddressesAsync,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DnsGateways>>()));
    }

    private static void AddAccounts(IServiceCollection services)
    {
        services.AddSingleton<ClientLifetime>();
        services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(
            provider => provider.GetRequiredService<ClientLifetime>());
        services.TryAddSingleton<IAccounts>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<AccountsClientOptions>>().Value;
            return CreateAccounts(provider, options.Deadline, options.CallTimeout);
        });
    }
}
