using AccountGrains.Grains;

namespace AccountGrains.Silo;

/// <summary>The life of the process: settings, ports, the admin port, the store, the silo, and the wait for its end.</summary>
internal static class SiloHost
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var (configuration, settings) = Read(arguments);
            using var host = Build(configuration, settings);
            await RunAsync(host, settings);
            return ExitCode.Stopped;
        }
        catch (Exception failure)
        {
            return Failure.Report(failure);
        }
    }

    /// <summary>Reads the settings, and refuses what is wrong before anything was started.</summary>
    public static (IConfiguration Configuration, SiloSettings Settings) Read(string[] arguments)
    {
        Arguments.Check(arguments);
        var configuration = ReadConfiguration(arguments);
        var settings = SiloSettings.Read(configuration);
        new Endpoints(settings.Silo).Check();
        return (configuration, settings);
    }

    // The settings that come with the program are beside it, wherever it is started.
    private static ConfigurationManager ReadConfiguration(string[] arguments) => Host.CreateApplicationBuilder(
        new HostApplicationBuilderSettings { Args = arguments, ContentRootPath = AppContext.BaseDirectory }).Configuration;

    // What is added first starts first and ends last: the admin port answers from before the silo joins until after it has left.
    private static IHost Build(IConfiguration configuration, SiloSettings settings) => new HostBuilder()
        .ConfigureAppConfiguration(app => app.AddConfiguration(configuration))
        .ConfigureLogging(logging => Configure(logging, configuration))
        .ConfigureServices(services => services.AddTelemetry(settings))
        .ConfigureAdmin(settings)
        .ConfigureServices(services => AddStore(services, settings))
        .UseOrleans((_, silo) => silo
            .AddCluster(settings)
            .AddAccounts(settings.Accounts, settings.ConnectionString)
            .AddRelay()
            .AddAdminDashboard(settings))
        .Build();

    private static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddConsole();
        // What fails at the start is told by Failure, in one line; what ends a silo that runs is critical.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }

    private static void AddStore(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<StorePreparation>();
        services.AddHostedService(provider => provider.GetRequiredService<StorePreparation>());
        // Transfers that accounts have a part in get their time, then calls; the rest is for telling clients and leaving the membership.
        services.Configure<HostOptions>(
            host => host.ShutdownTimeout = (2 * settings.Accounts.CallTimeout) + TimeSpan.FromSeconds(10));
    }

    private static async Task RunAsync(IHost host, SiloSettings settings)
    {
        var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("AccountGrains.Silo");
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        if (settings.ConnectionString is null) log.WarnOfMemory();
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was asked to stop before it had joined anything that it could leave.
            return;
        }

        var endpoints = new Endpoints(settings.Silo);
        var store = host.Services.GetRequiredService<StorePreparation>().StoreName;
        log.Ready(endpoints.Gateway, endpoints.Silo, endpoints.Admin, store);
        await host.WaitForShutdownAsync();
    }
}
