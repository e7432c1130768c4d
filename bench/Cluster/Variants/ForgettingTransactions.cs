using AccountGrains.Storage;

namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>Says at once that all is written, and keeps nothing.</summary>
internal sealed class ForgettingTransactions : ITransactionStore<Books>
{
    private static readonly Task<WriteResult> Written = Task.FromResult(WriteResult.Written);

    public Task<Participant<Books>> LoadAsync(string id) => Task.FromResult(new Participant<Books>(
        Version: null, new Books { Account = new() { Id = id } }, Committed: 0, Clock: default, Prepared: [], Decided: []));

    public Task<WriteResult> WriteAsync(ParticipantWrite<Books> write) => Written;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
