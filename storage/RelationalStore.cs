using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Accounts in a relational database: one schema, on SQLite and on PostgreSQL.</summary>
public abstract class RelationalStore : IAccountStore
{
    /// <summary>Opens a store and brings its schema up to date.</summary>
    /// <param name="store">A PostgreSQL connection string, or the name of a SQLite file, which is made where there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">It cannot be used; the message says why in one line.</exception>
    public static Task<RelationalStore> OpenAsync(string store, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Proves from the tables alone that the books are right, in one snapshot of them, and names what does not hold.</summary>
    /// <param name="found">Called for each finding as it is found.</param>
    /// <param name="progress">Told about the entries that were read.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    public Task<AuditSummary> AuditAsync(
        Action<Finding> found, IProgress<AuditProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<AccountState>> LoadAsync(
        IReadOnlyCollection<string> accounts, int window, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<Fact>> LookUpAsync(IReadOnlyCollection<Lookup> lookups, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<Conflict?> CommitAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<Entry>> ListAsync(StatementQuery query, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
