using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>A silo in the process of the tests, for what it keeps in the database besides accounts.</summary>
internal static class SiloWithoutAccounts
{
    /// <summary>Makes the database ready and builds the silo, which has the rights of one alone and is not started yet.</summary>
    public static async Task<IHost> BuildAsync(PostgresDatabase database)
    {
        var settings = SiloSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                [StoreOptions.Key] = await database.GrantToSiloAsync(),
                ["Accounts:SiloPort"] = $"{FreePort.Next()}",
                ["Accounts:GatewayPort"] = $"{FreePort.Next()}",
            })
            .Build());
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.AddCluster(settings));
        return builder.Build();
    }
}
