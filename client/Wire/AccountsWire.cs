using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace AccountGrains.Client;

/// <summary>What both ends of the wire must know, silos and clients.</summary>
public static class AccountsWire
{
    /// <summary>
    /// Lets the messages and the exceptions of the ledger and of the database travel, between silos too. An exception that a
    /// silo may not send arrives as the news that it could not be sent, which tells a caller nothing.
    /// </summary>
    public static IServiceCollection AddAccountsWire(this IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(AccountsWire).Assembly));
        services.Configure<ExceptionSerializationOptions>(
            options => options.SupportedNamespacePrefixes.UnionWith(["AccountGrains", "Npgsql"]));
        return services;
    }
}
