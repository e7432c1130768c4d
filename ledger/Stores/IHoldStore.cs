namespace AccountGrains.Ledger;

/// <summary>
/// The open holds of a store that are past their expiry. Taking them shares the work between processes and says nothing about
/// a hold: an account decides what becomes of it, and its version and the status of the hold prove that it is settled once.
/// </summary>
public interface IHoldStore
{
    /// <summary>
    /// Takes holds that are due, the longest due first. Nobody else takes them until a time; those that are open then are due
    /// again, whatever became of whoever took them.
    /// </summary>
    /// <param name="owner">The holds of this owner, or null: those without one.</param>
    /// <param name="now">The time by which they must be due.</param>
    /// <param name="until">When they are due again.</param>
    /// <param name="limit">The most holds to take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">The store could not be read or written.</exception>
    Task<IReadOnlyList<DueHold>> ClaimHoldsAsync(
        string? owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken);

    /// <summary>Says when holds are due again, unless somebody has settled them or taken them since.</summary>
    /// <exception cref="StoreException">The store could not be written.</exception>
    Task PostponeHoldsAsync(IReadOnlyCollection<(DueHold Hold, DateTimeOffset Until)> holds, CancellationToken cancellationToken);

    /// <summary>Counts the open holds whose expiry has passed, whether or not they are due, by owner.</summary>
    /// <exception cref="StoreException">The store could not be read.</exception>
    Task<IReadOnlyList<PastExpiry>> CountHoldsPastExpiryAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
