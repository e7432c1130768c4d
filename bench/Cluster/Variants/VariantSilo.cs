using AccountGrains.Bench.Cluster.Systems;
using AccountGrains.Grains;
using AccountGrains.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>A silo with the grains of the project, on the storage of a variant.</summary>
internal static class VariantSilo
{
    /// <summary>The first argument of a program that is started as one; its settings follow.</summary>
    public const string Verb = "silo";

    private const string Accounts = "accounts";
    private const string GrainStorage = "accounts-adonet";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(arguments).Build().Get<VariantSettings>()!;
        using var host = Build(settings);
        await host.StartAsync();
        Console.WriteLine($"{SiloProcess.ReadyWords}{settings.Variant}");
        await host.WaitForShutdownAsync();
        return 0;
    }

    public static IHost Build(VariantSettings settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: Accounts, clusterId: Accounts);
            // Only the storage of the project knows the rows of accounts.
            silo.AddAccounts(new AccountsOptions(), settings.Variant == SiloVariant.Accounts ? settings.Store : null);
            silo.Services.AddKeyedSingleton<ITransactionalStateStorageFactory, BlankStorage>(BlankStorage.Name);
            if (settings.Variant == SiloVariant.Ceiling)
                silo.Services.Replace(ServiceDescriptor.Singleton<ITransactionStore<Books>, ForgettingTransactions>());
            if (settings.Variant == SiloVariant.OrleansAdoNet) UseGrainStorage(silo, settings.Store!);
        });
        return builder.Build();
    }

    private static void UseGrainStorage(ISiloBuilder silo, string store)
    {
        silo.AddAdoNetGrainStorage(GrainStorage, storage =>
        {
            storage.Invariant = "Npgsql";
            storage.ConnectionString = store;
        });
        silo.Services.Configure<OrleansJsonSerializerOptions>(json => json.JsonSerializerSettings.Converters.Add(new BooksJson()));
        silo.Services.Configure<TypeManifestOptions>(types => types.AddAllowedType(typeof(Books)));
        silo.Services.RemoveAllKeyed<ITransactionalStateStorageFactory>(Accounts);
        silo.Services.AddKeyedSingleton<ITransactionalStateStorageFactory>(Accounts, new GrainStorageFactory(GrainStorage));
    }
}
