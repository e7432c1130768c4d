using AccountGrains.Client;
using AccountGrains.Ledger;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Timers.Internal;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>Adds accounts to a silo.</summary>
public static class AccountsSiloBuilderExtensions
{
    internal const string StorageName = "accounts";

    // Most holds that expire are of accounts that are nowhere in memory, and each of these needs a connection to be loaded: callers
    // and the membership must still get theirs.
    private const int HoldsAtOnce = 32;

    // Who waits for a decision or a confirmation holds an account up, so it asks again soon.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AnswerForwardedWithin = TimeSpan.FromSeconds(3);

    /// <summary>Adds accounts to a silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">Sizes and timeouts.</param>
    /// <param name="connectionString">
    /// The PostgreSQL database, with a schema that is up to date; null keeps everything in the memory of this silo alone.
    /// </param>
    /// <remarks>
    /// What runs in the silo finds the accounts as <see cref="IAccounts"/>. Their clock can be replaced by a
    /// <see cref="TimeProvider"/> with the key "accounts".
    /// </remarks>
    public static ISiloBuilder AddAccounts(this ISiloBuilder silo, AccountsOptions options, string? connectionString)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(options);
        silo.UseTransactions();
        PastDelays.EndSoon();
        silo.Configure<TransactionalStateOptions>(protocol =>
        {
            protocol.LockTimeout = options.LockTimeout;
            protocol.LockAcquireTimeout = options.LockTimeout;
            protocol.PrepareTimeout = options.LockTimeout;
            protocol.RemoteTransactionPingFrequency = AskAgainAfter;
            protocol.ConfirmationRetryDelay = AskAgainAfter;
        });
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = options.CallTimeout;
            // An activation that leaves takes no message before it has answered what it works on, and that may wait for a
            // message, such as the decision of a transfer. It is given up once nobody waits for those answers any more.
            messaging.MaxRequestProcessingTime = options.CallTimeout;
            // What came for an account that has left was forwarded, but who sent it takes it for lost once this silo is dead.
            messaging.WaitForMessageToBeQueuedForOutboundTime = AnswerForwardedWithin;
        });
        // One filter each way, as each is a step of every call, and of Orleans' own most of all.
        silo.AddOutgoingGrainCallFilter(call => EarlyPromises.IsTold(call) ? EarlyPromises.LeaveOut(call) : TracePropagation.SendAsync(call));
        silo.AddIncomingGrainCallFilter(call => LateCancels.Concern(call) ? LateCancels.ReceiveAsync(call) : CallTracing.ReceiveAsync(call));
        silo.ConfigureServices(services =>
        {
            services.AddAccountsWire();
            services.Insert(0, ServiceDescriptor.Singleton<IGrainInterfaceTypeProvider, KnownInterfaces>());
            services.AddSiloAccounts(options.CallTimeout);
            AddStores(services, options, connectionString);
            EndLocalTransactionsLocally(services);
            ShareResponses(services);
            AddGrainParts(services, options);
            AddHoldAudit(services);
            services.AddHostedService<Backlog>();
        });
        return silo;
    }

    private static void AddStores(IServiceCollection services, AccountsOptions options, string? connectionString)
    {
        if (connectionString is null)
        {
            services.AddSingleton<MemoryStore>();
            services.AddSingleton<IAccountStore>(provider => provider.GetRequiredService<MemoryStore>());
            services.AddSingleton<IMessageStore>(provider => provider.GetRequiredService<MemoryStore>());
            services.AddSingleton<IHoldStore>(provider => provider.GetRequiredService<MemoryStore>());
            services.AddSingleton<ITransactionStore<Books>>(provider =>
                new MemoryTransactions(provider.GetRequiredService<MemoryStore>(), options.Window));
            return;
        }

        services.AddSingleton(_ => new PostgresStore(connectionString, options.DatabaseTimeout));
        services.AddSingleton<IAccountStore>(provider => provider.GetRequiredService<PostgresStore>());
        services.AddSingleton<IMessageStore>(provider => provider.GetRequiredService<PostgresStore>());
        services.AddSingleton<IHoldStore>(provider => provider.GetRequiredService<PostgresStore>());
        services.AddSingleton(provider => provider.GetRequiredService<PostgresStore>()
            .OpenTransactions(options.Window, options.BatchSize, provider.GetService<Handover>()));
    }

    private static void EndLocalTransactionsLocally(IServiceCollection services)
    {
        var agent = services.Last(service => service.ServiceType == typeof(ITransactionAgent)).ImplementationType!;
        services.AddSingleton(agent);
        services.AddSingleton<ITransactionAgent>(provider => ActivatorUtilities.CreateInstance<LocalTransactionAgent>(
            provider, (ITransactionAgent)provider.GetRequiredService(agent)));
    }

    private static void ShareResponses(IServiceCollection services) =>
        services.PostConfigure<TypeManifestOptions>(types =>
        {
            types.Copiers.RemoveWhere(typeof(IDeepCopier<TransactionResponse>).IsAssignableFrom);
            types.Copiers.Add(typeof(SharedResponseCopier));
        });

    private static void AddGrainParts(IServiceCollection services, AccountsOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ITimerManager>(new RetryDelays(TimeProvider.System));
        services.AddSingleton<SiloInstruments>();
        services.AddSingleton<CommandsInProgress>();
        services.AddSingleton<Departure>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<Departure>());
        services.AddSingleton<LockOrder>();
        services.AddSingleton<PayerTurns>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<LookupQueue>();
        services.AddSingleton<Neighbours<Books>>();
        services.AddSingleton<AccountParts>();
        services.TryAddKeyedSingleton(StorageName, TimeProvider.System);
        services.AddKeyedSingleton<ITransactionalStateStorageFactory, AccountStorageFactory>(StorageName);
        services.AddSingleton<ITransactionDataCopier<Books>, BooksCopier>();
        services.AddSingleton<ITransactionDataCopier<AccountState>, SharedCopier<AccountState>>();
        services.AddSingleton<ITransactionDataCopier<PartDecision>, SharedCopier<PartDecision>>();
    }

    private static void AddHoldAudit(IServiceCollection services)
    {
        services.TryAddSingleton(new HoldAuditOptions { BatchSize = HoldsAtOnce, OwnerConcurrency = HoldsAtOnce });
        services.AddSingleton<HoldAuditLog>();
        services.AddSingleton<SiloHolds>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloHoldAudit>();
    }
}
