namespace AccountGrains.Storage;

/// <summary>Where the participants of transactions are kept.</summary>
public interface ITransactionStore<TState> : IAsyncDisposable
{
    /// <summary>One coherent snapshot of a participant.</summary>
    /// <exception cref="Ledger.StoreException">The store could not be read.</exception>
    Task<Participant<TState>> LoadAsync(string id);

    /// <summary>
    /// Writes durably, all or nothing, together with what other participants want written. Decisions keep the order of promises:
    /// none is written while a participant has promised another transaction before it that is undecided.
    /// </summary>
    /// <exception cref="Ledger.StoreException">
    /// It failed. Unless <see cref="Ledger.StoreException.NothingWritten"/> nobody knows what was written: the participant must be
    /// loaded again.
    /// </exception>
    Task<WriteResult> WriteAsync(ParticipantWrite<TState> write);
}
