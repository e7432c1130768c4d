using System.Net;
using AccountGrains.BenchSilo;
using AccountGrains.Grains;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;
using Orleans.Transactions.Abstractions;

const string Accounts = "accounts";
const string GrainStorage = "accounts-adonet";

var options = new ConfigurationBuilder().AddCommandLine(args).Build().Get<BenchSiloOptions>() ?? new BenchSiloOptions();
if (options.Store is { } connectionString)
{
    await using var store = await RelationalStore.OpenAsync(connectionString);
}

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort, serviceId: Accounts, clusterId: Accounts);
    // Only the storage of the project knows the rows of accounts; the others leave them in memory, where nobody asks for them.
    silo.AddAccounts(new AccountsOptions(), options.Variant == SiloVariant.Accounts ? options.Store : null);
    if (options.Variant == SiloVariant.Ceiling)
        silo.Services.Replace(ServiceDescriptor.Singleton<ITransactionStore<Books>, ForgettingTransactions>());
    if (options.Variant == SiloVariant.OrleansAdoNet) UseGrainStorage(silo, options.Store!);
});
using var host = builder.Build();
await host.StartAsync();
if (options.IdleAccounts > 0)
{
    await IdleMemory.MeasureAsync(host.Services, options);
    await host.StopAsync();
    return;
}

Console.WriteLine($"silo ready: gateway {new IPEndPoint(IPAddress.Loopback, options.GatewayPort)}, {options.Variant}");
await host.WaitForShutdownAsync();

static void UseGrainStorage(ISiloBuilder silo, string connectionString)
{
    silo.AddAdoNetGrainStorage(GrainStorage, storage =>
    {
        storage.Invariant = "Npgsql";
        storage.ConnectionString = connectionString;
    });
    silo.Services.Configure<OrleansJsonSerializerOptions>(json => json.JsonSerializerSettings.Converters.Add(new BooksJson()));
    silo.Services.RemoveAllKeyed<ITransactionalStateStorageFactory>(Accounts);
    silo.Services.AddKeyedSingleton<ITransactionalStateStorageFactory>(Accounts, new GrainStorageFactory(GrainStorage));
}
