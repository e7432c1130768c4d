namespace AccountGrains.Ledger;

/// <summary>
/// Where accounts are kept. The store is the last line of defence: it refuses a write to an account that is not at the
/// version the writer decided on, and a second entry for a request of an account.
/// </summary>
public interface IAccountStore : ISettlementStore, IAsyncDisposable
{
    /// <summary>
    /// The states of accounts, each with at most <paramref name="window"/> of its newest entries and all its open holds. An id
    /// that has no entries gets a state of sequence 0.
    /// </summary>
    /// <exception cref="StoreException">The store could not be read.</exception>
    Task<IReadOnlyList<AccountState>> LoadAsync(IReadOnlyCollection<string> accounts, int window, CancellationToken cancellationToken);

    /// <summary>Answers lookups of requests, entries, holds and messages, each with one fact.</summary>
    /// <exception cref="StoreException">The store could not be read.</exception>
    Task<IReadOnlyList<Fact>> LookUpAsync(IReadOnlyCollection<Lookup> lookups, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the unstored entries of accounts, their holds, the messages that they send or refund, and their new states, durably,
    /// all or nothing. Every account must be at its stored sequence, those without unstored entries too.
    /// </summary>
    /// <returns>Null when everything was written, otherwise what stood in the way; then nothing was written.</returns>
    /// <exception cref="StoreException">
    /// It failed. Unless <see cref="StoreException.NothingWritten"/> the writer cannot know what was written: it must forget
    /// the accounts and load them again.
    /// </exception>
    Task<Conflict?> CommitAsync(IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken);

    /// <summary>The entries that a query asks for, in its order: a page, and one more where another page follows.</summary>
    /// <exception cref="StoreException">The store could not be read.</exception>
    Task<IReadOnlyList<Entry>> ListAsync(StatementQuery query, CancellationToken cancellationToken);

    /// <summary>The messages that a range of an account's entries sent, in order, at most as many as a page has entries.</summary>
    /// <exception cref="StoreException">The store could not be read.</exception>
    Task<IReadOnlyList<SentMessage>> ListMessagesAsync(
        string account, long fromSequence, long toSequence, CancellationToken cancellationToken);
}
