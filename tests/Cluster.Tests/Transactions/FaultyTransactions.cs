using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A silo's store of transactions that something happens to, before or after its work.</summary>
internal sealed class FaultyTransactions : ITransactionStore<Books>
{
    private ITransactionStore<Books> inner;

    /// <param name="inner">The store; a silo has one already.</param>
    public FaultyTransactions(ITransactionStore<Books>? inner = null) => this.inner = inner!;

    /// <summary>Runs before each load; what it throws, the load throws.</summary>
    public Func<string, Task> BeforeLoad { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before each write: nothing is written yet.</summary>
    public Func<ParticipantWrite<Books>, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after each write that was made: it is durable, and the silo does not know yet.</summary>
    public Func<ParticipantWrite<Books>, Task> AfterWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Comes between a silo and the store that it has.</summary>
    public void AddTo(ISiloBuilder silo)
    {
        var real = silo.Services.Last(service => service.ServiceType == typeof(ITransactionStore<Books>));
        silo.Services.AddSingleton<ITransactionStore<Books>>(provider =>
        {
            inner = (ITransactionStore<Books>)real.ImplementationFactory!(provider);
            return this;
        });
    }

    public async Task<Participant<Books>> LoadAsync(string id)
    {
        await BeforeLoad(id);
        return await inner.LoadAsync(id);
    }

    public async Task<WriteResult> WriteAsync(ParticipantWrite<Books> write)
    {
        await BeforeWrite(write);
        var result = await inner.WriteAsync(write);
        if (result == WriteResult.Written) await AfterWrite(write);
        return result;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
