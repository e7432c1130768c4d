using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Grains;

/// <summary>Registers who decides about holds that are past their expiry.</summary>
public static class HoldOwnerServices
{
    /// <summary>
    /// Lets this silo ask an owner about holds that are past their expiry. It is enough that one silo knows the owner; a hold whose
    /// owner no silo knows stays open, and every silo says so each minute.
    /// </summary>
    /// <param name="services">The services of the silo.</param>
    /// <param name="name">The name that holds have (<see cref="PlaceHold.Owner"/>); one registration a name.</param>
    /// <param name="owner">Makes the owner, once.</param>
    public static IServiceCollection AddHoldOwner(
        this IServiceCollection services, string name, Func<IServiceProvider, IHoldOwner> owner)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(owner);
        return services.AddSingleton(provider => new HoldOwner(name, owner(provider)));
    }

    /// <summary>Lets this silo ask an owner, which is made with the services of the silo.</summary>
    /// <param name="services">The services of the silo.</param>
    /// <param name="name">The name that holds have.</param>
    public static IServiceCollection AddHoldOwner<TOwner>(this IServiceCollection services, string name)
        where TOwner : IHoldOwner =>
        services.AddHoldOwner(name, provider => ActivatorUtilities.CreateInstance<TOwner>(provider));
}
