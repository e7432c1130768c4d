namespace AccountGrains.Ledger;

/// <summary>
/// The embedded host: it takes a batch of commands, decides them in order on memory, stores the batch in one transaction and
/// answers. Two batches are done at the same time where they have no account in common. Other processes may write to the same
/// store: what they changed is noticed at the commit, loaded and decided again.
/// </summary>
public sealed class EmbeddedLedger : IAccounts, IHoldHost, IAsyncDisposable
{
    // A large batch meets another process more often than a small one, so it is halved before it is given up.
    private const int MaxConflictsOfMany = 4;
    private const int MaxConflictsOfOne = 100;

    // Who sends a request again does so soon, and what is older the store knows: an account that comes back to memory costs
    // the same whatever the window is.
    private const int MaxLoadedEntries = 16;

    private readonly IAccountStore store;
    private readonly EmbeddedOptions options;
    private readonly TimeProvider time;
    private readonly AccountCache cache;
    private readonly Lanes lanes;

    // Whoever sends one old request again sends more of them. A commit that meets one is in vain, so after such a meeting
    // they are looked up first, until a batch has none.
    private volatile bool expectsOldRequests;

    /// <summary>Starts the host. It owns the store and disposes it.</summary>
    public EmbeddedLedger(IAccountStore store, EmbeddedOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        this.options = options ?? new EmbeddedOptions();
        this.options.Check();
        this.time = time ?? TimeProvider.System;
        cache = new AccountCache(this.options.CachedEntries);
        lanes = new Lanes(
            DoAsync, this.options.Lanes, this.options.BatchSize, this.options.QueueLength, this.options.FewestAhead);
    }

    /// <inheritdoc/>
    public async Task<Receipt> ExecuteAsync(Command command, CancellationToken cancellationToken = default)
    {
        var pending = new PendingRequest(Request.Of(command));
        Queue(pending, cancellationToken);
        return await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Task<Receipt>> ExecuteAll(IReadOnlyList<Command> commands, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        // What is waiting at one time becomes one batch anyway.
        return [.. commands.Select(command => ExecuteAsync(command, cancellationToken))];
    }

    /// <inheritdoc/>
    public async Task<int> ExpireAsync(string account, CancellationToken cancellationToken = default)
    {
        Input.AccountId("account", account);
        var pending = new PendingExpiry(account);
        Queue(pending, cancellationToken);
        return await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Account?> GetAsync(string account, CancellationToken cancellationToken = default)
    {
        Input.AccountId("account", account);
        var states = await store.LoadAsync([account], window: 0, cancellationToken).ConfigureAwait(false);
        return states[0].ToAccount(time.GetUtcNow());
    }

    /// <inheritdoc/>
    public async Task<decimal?> GetBalanceAsync(string account, DateTimeOffset asOf, CancellationToken cancellationToken = default)
    {
        var page = await GetStatementAsync(StatementQuery.LastBy(account, asOf), cancellationToken).ConfigureAwait(false);
        return page.Entries is [var entry] ? entry.Balance : null;
    }

    /// <inheritdoc/>
    public async Task<Entry?> FindAsync(string account, string requestId, CancellationToken cancellationToken = default)
    {
        Input.AccountId("account", account);
        Input.RequestId("request id", requestId);
        var facts = await store.LookUpAsync([new RequestLookup(account, requestId)], cancellationToken).ConfigureAwait(false);
        return facts[0].Entry;
    }

    /// <inheritdoc/>
    public async Task<Statement> GetStatementAsync(StatementQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        return query.Page(await store.ListAsync(query, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SentMessage>> GetMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken = default)
    {
        Input.AccountId("account", account);
        return store.ListMessagesAsync(account, fromSequence, toSequence, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SettlementDifference?> BeginSettlementAsync(
        SettlementManifest manifest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var registered = await store.BeginSettlementAsync(manifest, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return manifest.DifferenceFrom(registered);
    }

    /// <inheritdoc/>
    public async Task<SettlementSummary> CompleteSettlementAsync(
        SettlementSummary summary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(summary);
        summary.Check();
        var recorded = await store.CompleteSettlementAsync(summary, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return SettlementSummary.Known(summary.Run, recorded);
    }

    /// <summary>Answers what is waiting, then closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await lanes.DisposeAsync().ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
    }

    private void Queue(Pending pending, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (lanes.TryAdd(pending)) return;
        ObjectDisposedException.ThrowIf(lanes.IsClosed, this);
        pending.Fail(new InvalidOperationException($"{options.QueueLength} commands are waiting, which is the limit; send it again later"));
    }

    /// <summary>
    /// Does a batch: decides it, on what the one before it in its lane will leave while that is stored, and stores it after that.
    /// Whatever happens here is told to the callers of the batch; its lane goes on.
    /// </summary>
    private async Task DoAsync(Batch batch, Batch? before)
    {
        try
        {
            var isAhead = before is not null && await TryDecideAheadAsync(batch, before).ConfigureAwait(false);
            var stands = before is null || await before.WhenEnded.ConfigureAwait(false);
            await StoreAndAnswerAsync(batch, isDecided: isAhead && stands).ConfigureAwait(false);
        }
        finally
        {
            batch.TellEnded();
        }
    }

    /// <summary>
    /// Decides a batch on what the one before it will leave. False where that cannot be done: the store is not asked about accounts
    /// that are just being stored.
    /// </summary>
    private async Task<bool> TryDecideAheadAsync(Batch batch, Batch before)
    {
        try
        {
            await LoadAsync(batch, AccountsOf(batch), before.After).ConfigureAwait(false);
            if (batch.Foresee(expectsOldRequests).Count > 0) return false;
            batch.Decide(time.GetUtcNow());
            if (batch.Missing.Count > 0) return false;
            batch.TellDecided(options.Window);
            return true;
        }
        catch (Exception)
        {
            // All of it is done again when its turn has come, and its callers are told then how that ends.
            return false;
        }
    }

    /// <summary>Stores a batch and answers its callers.</summary>
    private async Task StoreAndAnswerAsync(Batch batch, bool isDecided)
    {
        try
        {
            if (!isDecided) await PrepareAsync(batch).ConfigureAwait(false);
            await StoreAsync(batch).ConfigureAwait(false);
            batch.IsStored = true;
            foreach (var account in batch.After.Values) cache.Put(account);
            foreach (var pending in batch.Requests) pending.Complete();
        }
        catch (StoreException inTheWay) when (inTheWay.Problem is StoreProblem.Refused or StoreProblem.Contended && batch.Requests.Count > 1)
        {
            // One row that the database refuses, or one account that others keep changing, must not fail its neighbours.
            Forget(batch);
            foreach (var half in batch.Requests.Chunk((batch.Requests.Count + 1) / 2))
                await StoreAndAnswerAsync(new Batch(half), isDecided: false).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Forget(batch);
            var inDoubt = batch.IsSent && failure is not StoreException { NothingWritten: true };
            foreach (var pending in batch.Requests)
            {
                if (inDoubt) pending.Doubt(failure);
                else pending.Fail(failure);
            }
        }
    }

    private async Task PrepareAsync(Batch batch)
    {
        await LoadAsync(batch, AccountsOf(batch)).ConfigureAwait(false);
        expectsOldRequests = await LookUpAsync(batch, batch.Foresee(expectsOldRequests)).ConfigureAwait(false);
        await DecideAsync(batch).ConfigureAwait(false);
    }

    /// <summary>Stores a batch that is decided, and decides it again where others were first.</summary>
    private async Task StoreAsync(Batch batch)
    {
        var maxConflicts = batch.Requests.Count == 1 ? MaxConflictsOfOne : MaxConflictsOfMany;
        for (var conflicts = 0; conflicts < maxConflicts; conflicts++)
        {
            if (batch.Decided.Count == 0) return;

            batch.IsSent = true;
            var conflict = await store.CommitAsync(batch.Decided, CancellationToken.None).ConfigureAwait(false);
            if (conflict is null) return;

            batch.IsSent = false;
            await ReloadAsync(batch, conflict).ConfigureAwait(false);
            await DecideAsync(batch).ConfigureAwait(false);
        }

        throw new StoreException(StoreProblem.Contended, "other processes keep changing the same accounts; send it again later");
    }

    private async Task DecideAsync(Batch batch)
    {
        batch.Decide(time.GetUtcNow());
        while (batch.Missing.Count > 0)
        {
            var accounts = batch.Missing.OfType<AccountLookup>().Select(lookup => lookup.Account).ToArray();
            var lookups = batch.Missing.Where(lookup => lookup is not AccountLookup).ToArray();
            foreach (var stale in accounts.Where(batch.HasLoaded)) cache.Forget(stale);
            await LoadAsync(batch, accounts).ConfigureAwait(false);
            await LookUpAsync(batch, lookups).ConfigureAwait(false);
            batch.Decide(time.GetUtcNow());
        }

        batch.TellDecided(options.Window);
    }

    /// <summary>Teaches the batch what the store answers, and says whether there were old requests among it.</summary>
    private async Task<bool> LookUpAsync(Batch batch, IReadOnlyCollection<Lookup> lookups)
    {
        if (lookups.Count == 0) return false;
        var facts = await store.LookUpAsync(lookups, CancellationToken.None).ConfigureAwait(false);
        foreach (var fact in facts) batch.Learn(fact);
        return facts.Any(fact => fact is { Lookup: RequestLookup, Entry: not null });
    }

    private async Task LoadAsync(Batch batch, IEnumerable<string> ids, IReadOnlyDictionary<string, AccountState>? before = null)
    {
        var unknown = new List<string>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if ((before?.GetValueOrDefault(id) ?? cache.Find(id)) is { } account) batch.Load(account);
            else unknown.Add(id);
        }

        if (unknown.Count == 0) return;
        var entries = Math.Min(options.Window, MaxLoadedEntries);
        foreach (var account in await store.LoadAsync(unknown, entries, CancellationToken.None).ConfigureAwait(false))
            batch.Load(account);
    }

    private async Task ReloadAsync(Batch batch, Conflict conflict)
    {
        foreach (var id in conflict.Stale) cache.Forget(id);
        await LoadAsync(batch, conflict.Stale).ConfigureAwait(false);
        if (conflict.Taken.Count > 0) expectsOldRequests = true;
        foreach (var taken in conflict.Taken) batch.Learn(new Fact(new RequestLookup(taken.Account, taken.RequestId), taken));
    }

    private void Forget(Batch batch)
    {
        foreach (var account in batch.Accounts) cache.Forget(account);
    }

    private static IEnumerable<string> AccountsOf(Batch batch) => batch.Requests.SelectMany(pending => pending.Accounts);
}
