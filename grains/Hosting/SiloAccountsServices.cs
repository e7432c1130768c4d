using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AccountGrains.Grains;

/// <summary>Gives <see cref="IAccounts"/>, over the grains of the cluster, to what runs inside a silo.</summary>
internal static class SiloAccountsServices
{
    /// <summary>Adds it, as patient as a client of the cluster.</summary>
    public static void AddSiloAccounts(this IServiceCollection services, TimeSpan callTimeout)
    {
        services.AddSingleton<ClientLifetime>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, EndWithSilo>();
        // An attempt waits for longer than the call that it makes, so that the answer of that arrives.
        services.TryAddSingleton(provider =>
            AccountsClientServices.CreateAccounts(provider, deadline: callTimeout * 2.5, callTimeout: callTimeout * 1.25));
    }

    private sealed class EndWithSilo(ClientLifetime accounts) : ILifecycleParticipant<ISiloLifecycle>
    {
        // What works in the silo is ended before that leaves the cluster, and may need accounts until then.
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(SiloAccountsServices), ServiceLifecycleStage.Active, _ => Task.CompletedTask, _ => accounts.StopAsync());
    }
}
