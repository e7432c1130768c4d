namespace AccountGrains.Ledger.Tests;

/// <summary>A store that something happens to: whatever a test hooks in before and after its work.</summary>
internal sealed class FaultyStore(IAccountStore inner) : IAccountStore
{
    /// <summary>Runs before each load; what it throws, the load throws.</summary>
    public Func<Task> BeforeLoad { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs after each look-up: what it answers is what was there before.</summary>
    public Func<Task> AfterLookUp { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each commit: nothing is written yet.</summary>
    public Func<IReadOnlyCollection<AccountState>, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after each commit: everything is written.</summary>
    public Action AfterCommit { get; set; } = () => { };

    /// <summary>Runs before the end of a settlement is recorded.</summary>
    public Action BeforeCompletion { get; set; } = () => { };

    public bool IsDisposed { get; private set; }

    public void Heal()
    {
        BeforeLoad = () => Task.CompletedTask;
        AfterLookUp = () => Task.CompletedTask;
        BeforeCommit = _ => Task.CompletedTask;
        AfterCommit = () => { };
        BeforeCompletion = () => { };
    }

    public async Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<string> accounts, int window, CancellationToken cancellationToken)
    {
        await BeforeLoad();
        return await inner.LoadAsync(accounts, window, cancellationToken);
    }

    public async Task<IReadOnlyList<Fact>> LookUpAsync(IReadOnlyCollection<Lookup> lookups, CancellationToken cancellationToken)
    {
        var facts = await inner.LookUpAsync(lookups, cancellationToken);
        await AfterLookUp();
        return facts;
    }

    public async Task<Conflict?> CommitAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken)
    {
        await BeforeCommit(accounts);
        var conflict = await inner.CommitAsync(accounts, cancellationToken);
        AfterCommit();
        return conflict;
    }

    public Task<IReadOnlyList<Entry>> ListAsync(StatementQuery query, CancellationToken cancellationToken) =>
        inner.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<SentMessage>> ListMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken) =>
        inner.ListMessagesAsync(account, fromSequence, toSequence, cancellationToken);

    public Task<SettlementManifest> BeginSettlementAsync(
        SettlementManifest manifest, DateTimeOffset time, CancellationToken cancellationToken) =>
        inner.BeginSettlementAsync(manifest, time, cancellationToken);

    public async Task<SettlementSummary?> CompleteSettlementAsync(
        SettlementSummary summary, DateTimeOffset time, CancellationToken cancellationToken)
    {
        BeforeCompletion();
        // As a database does; memory is too quick to look.
        cancellationToken.ThrowIfCancellationRequested();
        return await inner.CompleteSettlementAsync(summary, time, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return inner.DisposeAsync();
    }
}
