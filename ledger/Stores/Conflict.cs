namespace AccountGrains.Ledger;

/// <summary>Why a commit wrote nothing, though the store is well. Both lists may be empty when the cause is gone already.</summary>
/// <param name="Stale">The accounts that another writer has changed since they were loaded.</param>
/// <param name="Taken">The entries of requests that the commit wanted to record and that are recorded already.</param>
public sealed record Conflict(IReadOnlyCollection<string> Stale, IReadOnlyCollection<Entry> Taken);
