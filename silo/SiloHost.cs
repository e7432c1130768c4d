using AccountGrains.Grains;
using AccountGrains.Storage;

namespace AccountGrains.Silo;

/// <summary>The life of the process: settings, database, silo, and the wait for its end.</summary>
internal static class SiloHost
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            Arguments.Check(arguments);
            // The settings that come with the program are beside it, wherever it is started.
            var builder = Host.CreateApplicationBuilder(
                new HostApplicationBuilderSettings { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
            var settings = SiloSettings.Read(builder.Configuration);
            new Endpoints(settings.Silo).Check();
            var store = await PrepareStoreAsync(settings.ConnectionString);
            using var host = Build(builder, settings);
            await RunAsync(host, settings, store);
            return ExitCode.Stopped;
        }
        catch (Exception failure)
        {
            return Failure.Report(failure);
        }
    }

    /// <summary>Brings the schema up to date, before the membership is read from it, and gives the store's name.</summary>
    private static async Task<string> PrepareStoreAsync(string? connectionString)
    {
        if (connectionString is null) return "memory";
        await using var store = await RelationalStore.OpenAsync(connectionString);
        return store.Name;
    }

    private static IHost Build(HostApplicationBuilder builder, SiloSettings settings)
    {
        // Transfers that accounts have a part in get their time, then calls; the rest is for telling clients and leaving the membership.
        builder.Services.Configure<HostOptions>(
            host => host.ShutdownTimeout = settings.Accounts.LockTimeout + settings.Accounts.CallTimeout + TimeSpan.FromSeconds(10));
        builder.UseOrleans(silo => silo
            .AddCluster(settings)
            .AddAccounts(settings.Accounts, settings.ConnectionString)
            .AddRelay());
        return builder.Build();
    }

    private static async Task RunAsync(IHost host, SiloSettings settings, string store)
    {
        var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("AccountGrains.Silo");
        if (settings.ConnectionString is null) log.WarnOfMemory();
        await host.StartAsync();
        var endpoints = new Endpoints(settings.Silo);
        log.Ready(endpoints.Gateway, endpoints.Silo, store);
        await host.WaitForShutdownAsync();
    }
}
