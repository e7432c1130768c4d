using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Transactions;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>Makes the storage of an account's activation.</summary>
internal sealed class AccountStorageFactory(
    ITransactionStore<Books> store, IGrainFactory grains, AccountsOptions options) : ITransactionalStateStorageFactory
{
    private const ParticipantId.Role AllRoles = ParticipantId.Role.Resource | ParticipantId.Role.Manager;

    private readonly ParticipantText participants = new(grains);
    private readonly Patience patience = new(options.LockTimeout / 2);

    public ITransactionalStateStorage<TState> Create<TState>(string stateName, IGrainContext context)
        where TState : class, new()
    {
        var self = new ParticipantId(stateName, context.GrainReference, AllRoles);
        var promises = new EarlyPromises(participants, self);
        context.SetComponent(promises);
        var participant = context.ActivationServices.GetRequiredService<StoredParticipant<Books>>();
        context.SetComponent(participant);
        var storage = new TransactionalStorage<Books>(
            participant,
            context.ActivationServices.GetRequiredService<Neighbours<Books>>(),
            store,
            participants,
            patience,
            loaded: promises.TakeOver,
            promised: promises.Tell,
            refused: new RefusalNotice(participants, self).Send);
        return storage as ITransactionalStateStorage<TState>
            ?? throw new NotSupportedException($"this storage is for accounts, not for {typeof(TState).Name}");
    }
}
