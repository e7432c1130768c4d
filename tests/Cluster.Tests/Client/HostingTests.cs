using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Messaging;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>The client in a host, without any silo.</summary>
public sealed class HostingTests
{
    // Nobody listens at the port of tcpmux.
    private const string Nobody = "127.0.0.1:1";

    [Fact]
    public async Task Start_NoSiloYet_TriesUntilItIsCancelled()
    {
        var log = new LogCapture<ConnectionRetry>();
        using var host = HostOf(
            options => options.Gateways = [Nobody], services => services.AddSingleton<ILogger<ConnectionRetry>>(log));
        using var cancellation = new CancellationTokenSource();
        var start = host.StartAsync(cancellation.Token);
        await Task.WhenAny(log.First, start);
        Assert.False(start.IsCompleted, start.Exception?.ToString());

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task Execute_BeforeTheClientIsConnected_IsKnownToHaveFailed()
    {
        using var host = HostOf(options =>
        {
            options.Gateways = [Nobody];
            options.CallTimeout = TimeSpan.FromMilliseconds(50);
            options.Deadline = TimeSpan.FromMilliseconds(100);
        });

        var exception = await Assert.ThrowsAsync<RequestFailedException>(
            () => host.Services.GetRequiredService<IAccounts>().ExecuteAsync(Sample.Deposit));

        Assert.Contains("no silo that keeps accounts is known yet", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OptionsThatCannotWork_SaysWhichAtOnce()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            using var host = HostOf(options => options.Gateways = ["silo"]);
            await host.StartAsync();
        });

        Assert.Equal(["Gateways: 'silo' is not host:port with a port of 1 to 65535"], exception.Failures);
    }

    [Fact]
    public void Add_Options_ReachTheRuntime()
    {
        using var host = HostOf(options =>
        {
            options.Gateways = [Nobody];
            options.ClusterId = "prod-7";
            options.ServiceId = "money";
            options.CallTimeout = TimeSpan.FromSeconds(4);
        });

        Assert.Equal("prod-7", Options<ClusterOptions>(host).ClusterId);
        Assert.Equal("money", Options<ClusterOptions>(host).ServiceId);
        Assert.Equal(TimeSpan.FromSeconds(4), Options<ClientMessagingOptions>(host).ResponseTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), Options<GatewayOptions>(host).GatewayListRefreshPeriod);
        Assert.IsType<DnsGateways>(host.Services.GetRequiredService<IGatewayListProvider>());
        Assert.Same(host.Services.GetRequiredService<IAccounts>(), host.Services.GetRequiredService<IAccounts>());
    }

    [Fact]
    public void Add_AnotherWayOfClustering_IsUsedInsteadOfGateways()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddAccountsClient(_ => { }, cluster => cluster.UseLocalhostClustering());
        using var host = builder.Build();

        Assert.IsNotType<DnsGateways>(host.Services.GetRequiredService<IGatewayListProvider>());
        Assert.NotNull(host.Services.GetRequiredService<IAccounts>());
    }

    [Fact]
    public async Task ShouldRetryConnectionAttempt_AnyFailure_WaitsASecondAndSaysYes()
    {
        var clock = new FakeTimeProvider();
        var retry = new ConnectionRetry(clock, new LogCapture<ConnectionRetry>());
        var decision = retry.ShouldRetryConnectionAttempt(new TimeoutException(), CancellationToken.None);
        Assert.False(decision.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await decision);
    }

    private static IHost HostOf(Action<AccountsClientOptions> configure, Action<IServiceCollection>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddAccountsClient(configure);
        more?.Invoke(builder.Services);
        return builder.Build();
    }

    private static T Options<T>(IHost host) where T : class => host.Services.GetRequiredService<IOptions<T>>().Value;
}
