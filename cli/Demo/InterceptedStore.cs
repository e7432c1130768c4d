using AccountGrains.Ledger;

namespace AccountGrains.Cli.Demo;

/// <summary>A real store with something in its way: a wait or a crash just before or just after a commit.</summary>
internal sealed class InterceptedStore(IAccountStore store) : IAccountStore
{
    public Func<Task> BeforeCommit { get; set; } = () => Task.CompletedTask;

    public Func<Task> AfterCommit { get; set; } = () => Task.CompletedTask;

    public async Task<Conflict?> CommitAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken)
    {
        await BeforeCommit();
        var conflict = await store.CommitAsync(accounts, cancellationToken);
        await AfterCommit();
        return conflict;
    }

    public Task<IReadOnlyList<AccountState>> LoadAsync(IReadOnlyCollection<string> accounts, int window, CancellationToken cancellationToken) =>
        store.LoadAsync(accounts, window, cancellationToken);

    public Task<IReadOnlyList<Fact>> LookUpAsync(IReadOnlyCollection<Lookup> lookups, CancellationToken cancellationToken) =>
        store.LookUpAsync(lookups, cancellationToken);

    public Task<IReadOnlyList<Entry>> ListAsync(StatementQuery query, CancellationToken cancellationToken) =>
        store.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<SentMessage>> ListMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken) =>
        store.ListMessagesAsync(account, fromSequence, toSequence, cancellationToken);

    public Task<SettlementManifest> BeginSettlementAsync(
        SettlementManifest manifest, DateTimeOffset time, CancellationToken cancellationToken) =>
        store.BeginSettlementAsync(manifest, time, cancellationToken);

    public Task<SettlementSummary?> CompleteSettlementAsync(
        SettlementSummary summary, DateTimeOffset time, CancellationToken cancellationToken) =>
        store.CompleteSettlementAsync(summary, time, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
