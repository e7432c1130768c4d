using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Grains;

/// <summary>Lets a silo deliver the messages of sent transfers.</summary>
public static class RelaySiloBuilderExtensions
{
    /// <summary>
    /// Adds a relay, which starts after the accounts and ends before them. Those of several silos share the work, and take over
    /// from one that died.
    /// </summary>
    /// <param name="silo">The silo, with accounts.</param>
    /// <param name="options">How the relay works.</param>
    public static ISiloBuilder AddRelay(this ISiloBuilder silo, RelayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        return silo.ConfigureServices(services =>
        {
            services.AddSingleton(options ?? new RelayOptions());
            services.AddSingleton<Handover>();
            services.AddHostedService<SiloRelay>();
        });
    }

    /// <summary>Adds another ledger that the relay of this silo delivers to. A name must stand for one ledger for ever.</summary>
    /// <param name="silo">The silo, with a relay whose options have a name for this ledger.</param>
    /// <param name="name">What senders call it: 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>.</param>
    /// <param name="accounts">Its accounts, such as a client of its cluster.</param>
    public static ISiloBuilder AddLedger(this ISiloBuilder silo, string name, Func<IServiceProvider, IAccounts> accounts)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(accounts);
        return silo.ConfigureServices(
            services => services.AddSingleton(provider => new OtherLedger(name, accounts(provider))));
    }
}
