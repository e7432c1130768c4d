namespace AccountGrains.Ledger;

/// <summary>Where settlement runs are kept. What is registered and what is recorded first stays.</summary>
public interface ISettlementStore
{
    /// <summary>Registers a run durably, unless it is registered, and gives the manifest that it has from then on.</summary>
    /// <exception cref="StoreException">It failed; the run may be registered or not, and asking again is safe.</exception>
    Task<SettlementManifest> BeginSettlementAsync(
        SettlementManifest manifest, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Records what came of a run, unless it is recorded, and gives what is from then on; null where no such run was begun.</summary>
    /// <exception cref="StoreException">It failed; it may be recorded or not, and asking again is safe.</exception>
    Task<SettlementSummary?> CompleteSettlementAsync(
        SettlementSummary summary, DateTimeOffset time, CancellationToken cancellationToken);
}
