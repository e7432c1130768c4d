using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Grains;

/// <summary>Makes the storage of an account's activation.</summary>
internal sealed class AccountStorageFactory : ITransactionalStateStorageFactory
{
    private readonly StorageParts<Books> silo;

    public AccountStorageFactory(
        Neighbours<Books> neighbours, ITransactionStore<Books> store, IGrainFactory grains, AccountsOptions options)
    {
        var participants = new ParticipantText(grains);
        silo = new StorageParts<Books>(
            neighbours,
            store,
            new Protocol<Books>(participants),
            new Patience(options.LockTimeout / 2),
            EarlyPromises.TakeOver,
            new EarlyPromises(participants).Tell,
            new RefusalNotice(participants).Send);
    }

    public ITransactionalStateStorage<TState> Create<TState>(string stateName, IGrainContext context)
        where TState : class, new() =>
        context.GrainInstance is AccountGrain account
        && new TransactionalStorage<Books>(account.Stored, silo) is ITransactionalStateStorage<TState> storage
            ? storage
            : throw new NotSupportedException($"this storage is for accounts, not for {typeof(TState).Name} of {context.GrainId}");
}
