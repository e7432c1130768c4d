using AccountGrains.Grains;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>
/// Orleans' own storage of transactions over the grain storage of a name. It is asked for by a name that has no factory, as this
/// factory stands under the name that the accounts use.
/// </summary>
internal sealed class GrainStorageFactory(string grainStorage) : ITransactionalStateStorageFactory
{
    public ITransactionalStateStorage<TState> Create<TState>(string stateName, IGrainContext context)
        where TState : class, new()
    {
        var storage = context.ActivationServices.GetRequiredService<INamedTransactionalStateStorageFactory>()
            .Create<Books>(grainStorage, stateName);
        return (ITransactionalStateStorage<TState>)(object)new FollowedStorage(storage, ((AccountGrain)context.GrainInstance!).Stored);
    }
}
