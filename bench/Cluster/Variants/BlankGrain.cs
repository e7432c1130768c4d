using Orleans.Concurrency;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>A grain with one transactional state that has nothing in it: what Orleans alone keeps of an account.</summary>
internal interface IBlankGrain : IGrainWithStringKey
{
    /// <summary>Reads the state in a transaction of its own.</summary>
    Task TouchAsync();
}

/// <inheritdoc/>
[Reentrant]
internal sealed class BlankGrain(
    [TransactionalState("blank", BlankStorage.Name)] ITransactionalState<Blank> state, ITransactionClient transactions) : Grain, IBlankGrain
{
    public Task TouchAsync() => transactions.RunTransaction(TransactionOption.Create, () => state.PerformRead(_ => true));
}

/// <summary>Nothing.</summary>
[GenerateSerializer]
internal sealed class Blank;

/// <summary>Storage of nothing, one for all.</summary>
internal sealed class BlankStorage : ITransactionalStateStorageFactory
{
    public const string Name = "blank";

    public ITransactionalStateStorage<TState> Create<TState>(string stateName, IGrainContext context)
        where TState : class, new() => Of<TState>.Storage;

    private sealed class Of<TState> : ITransactionalStateStorage<TState>
        where TState : class, new()
    {
        public static readonly Of<TState> Storage = new();

        public Task<TransactionalStorageLoadResponse<TState>> Load() => Task.FromResult(new TransactionalStorageLoadResponse<TState>());

        public Task<string> Store(
            string? expectedETag,
            TransactionalStateMetaData metadata,
            List<PendingTransactionState<TState>>? statesToPrepare,
            long? commitUpTo,
            long? abortAfter) => Task.FromResult("");
    }
}
