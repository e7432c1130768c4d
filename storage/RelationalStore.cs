using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Accounts in a relational database: one schema and one set of queries, on SQLite and on PostgreSQL.</summary>
public abstract class RelationalStore : IAccountStore, IMessageStore, IHoldStore
{
    private protected RelationalStore(Dialect dialect) => Dialect = dialect;

    /// <summary>Which database it is, without secrets: <c>PostgreSQL db:5432/ledger</c>, or the name of the file.</summary>
    public string Name => Dialect.Name;

    private protected Dialect Dialect { get; }

    /// <summary>Whether a store is a SQLite file, which is for the processes of one machine.</summary>
    /// <param name="store">What <see cref="OpenAsync"/> takes.</param>
    public static bool IsFile(string store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return !PostgresStore.IsConnectionString(store);
    }

    /// <summary>Opens a store.</summary>
    /// <param name="store">A PostgreSQL connection string, or the name of a SQLite file.</param>
    /// <param name="mode">What becomes of an empty database, of a file that is not there, and of an older schema.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">It cannot be used; the message says why in one line.</exception>
    public static async Task<RelationalStore> OpenAsync(
        string store, OpenMode mode = OpenMode.Create, CancellationToken cancellationToken = default)
    {
        var (opened, _) = await PrepareAsync(store, mode, grantTo: null, cancellationToken).ConfigureAwait(false);
        return opened;
    }

    /// <summary>
    /// Brings the schema of a store up to date, and gives a role what a silo needs of it: to read everything and to write what its
    /// commands write, not to change the schema, nor an entry. Both are done in one transaction.
    /// </summary>
    /// <param name="store">A PostgreSQL connection string, or the name of a SQLite file. Its role owns the tables.</param>
    /// <param name="grantTo">The PostgreSQL role, which exists; or null. Whatever else it could do with the tables is taken away.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">It cannot be done, and nothing was; the message says why in one line.</exception>
    public static async Task<SchemaChange> MigrateAsync(
        string store, string? grantTo = null, CancellationToken cancellationToken = default)
    {
        var (opened, change) = await PrepareAsync(store, OpenMode.Create, grantTo, cancellationToken).ConfigureAwait(false);
        await opened.DisposeAsync().ConfigureAwait(false);
        return change;
    }

    private static async Task<(RelationalStore Store, SchemaChange Change)> PrepareAsync(
        string store, OpenMode mode, string? grantTo, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(store);
        RelationalStore opened = IsFile(store) ? new SqliteStore(store) : new PostgresStore(store);
        try
        {
            return (opened, await opened.GuardAsync(() => opened.PrepareAsync(mode, grantTo, cancellationToken)).ConfigureAwait(false));
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the database answers and its schema has all that this program needs, or more.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">It does not answer, or has no such schema at all.</exception>
    public Task<bool> IsCurrentAsync(CancellationToken cancellationToken) =>
        ReadAsync(new Migrator(Dialect).AreAppliedAsync, cancellationToken);

    /// <summary>Proves from the tables alone that the books are right, in one snapshot of them, and names what does not hold.</summary>
    /// <param name="found">Called for each finding as it is found.</param>
    /// <param name="progress">Told about the entries that were read.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    /// <exception cref="StoreException">The store could not be read.</exception>
    public Task<AuditSummary> AuditAsync(
        Action<Finding> found, IProgress<AuditProgress>? progress = null, CancellationToken cancellationToken = default) =>
        ReadAsync((connection, token) => new Audit(connection, Dialect, found, progress).RunAsync(token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<string> accounts, int window, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => Loading.LoadAsync(connection, Dialect, accounts, window, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Fact>> LookUpAsync(IReadOnlyCollection<Lookup> lookups, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => Lookups.AnswerAsync(connection, Dialect, lookups, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Entry>> ListAsync(StatementQuery query, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => Listing.ListAsync(connection, query, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SentMessage>> ListMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => Messages.ListAsync(connection, account, fromSequence, toSequence, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueMessages>> CountMessagesDueAsync(CancellationToken cancellationToken) =>
        ReadAsync(Messages.CountDueAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SentMessage>> ClaimMessagesAsync(
        string? ledger, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        WriteAsync(
            (connection, token) => Messages.ClaimAsync(connection, Dialect, ledger, limit, now, until, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SentMessage>> AdvanceMessagesAsync(
        IReadOnlyCollection<MessageStep> steps, CancellationToken cancellationToken) =>
        WriteAsync((connection, token) => Messages.AdvanceAsync(connection, Dialect, steps, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<Conflict?> CommitAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken)
    {
        var written = await GuardAsync(
            () => Commits.MeasureAsync(accounts.Count, () => TryWriteAsync(accounts, cancellationToken))).ConfigureAwait(false);
        return written ? null : await FindConflictAsync(accounts, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<SettlementManifest> BeginSettlementAsync(
        SettlementManifest manifest, DateTimeOffset time, CancellationToken cancellationToken) =>
        WriteAsync((connection, token) => Settlements.BeginAsync(connection, manifest, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<SettlementSummary?> CompleteSettlementAsync(
        SettlementSummary summary, DateTimeOffset time, CancellationToken cancellationToken) =>
        WriteAsync((connection, token) => Settlements.CompleteAsync(connection, summary, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueHold>> ClaimHoldsAsync(
        string? owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        WriteAsync((connection, token) => DueHolds.ClaimAsync(connection, Dialect, owner, now, until, limit, token), cancellationToken);

    /// <inheritdoc/>
    public Task PostponeHoldsAsync(IReadOnlyCollection<(DueHold Hold, DateTimeOffset Until)> holds, CancellationToken cancellationToken) =>
        WriteAsync((connection, token) => DueHolds.PostponeAsync(connection, Dialect, holds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PastExpiry>> CountHoldsPastExpiryAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => DueHolds.CountAsync(connection, now, token), cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Opens a connection to read with.</summary>
    private protected abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Writes everything in one transaction, or nothing where an account or a request is not as expected.</summary>
    private protected abstract Task<bool> TryWriteAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken);

    /// <summary>Runs one statement that writes what is not of an account's state, beside the batches of accounts.</summary>
    private protected virtual async Task<T> WriteBesideAsync<T>(
        Func<DbConnection, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false)) return await write(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the store ready: its schema first of all.</summary>
    private protected virtual async Task<SchemaChange> PrepareAsync(OpenMode mode, string? grantTo, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await new Migrator(Dialect).RunAsync(connection, mode, grantTo, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Conflict> FindConflictAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken)
    {
        var requests = accounts
            .SelectMany(account => account.Unstored)
            .Select(entry => (Lookup)new RequestLookup(entry.Account, entry.RequestId))
            .ToArray();
        return await ReadAsync(
            async (connection, token) =>
            {
                var stale = await Lookups.FindStaleAsync(connection, Dialect, accounts, token).ConfigureAwait(false);
                var facts = await Lookups.AnswerAsync(connection, Dialect, requests, token).ConfigureAwait(false);
                return new Conflict(stale, [.. facts.Select(fact => fact.Entry).OfType<Entry>()]);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private Task<T> WriteAsync<T>(Func<DbConnection, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        GuardAsync(() => WriteBesideAsync(write, cancellationToken));

    private Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var snapshot = await Dialect.BeginSnapshotAsync(connection, cancellationToken).ConfigureAwait(false);
                await using (snapshot.ConfigureAwait(false))
                    return await read(connection, cancellationToken).ConfigureAwait(false);
            }
        });

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw Dialect.Explain(failure);
        }
    }
}
