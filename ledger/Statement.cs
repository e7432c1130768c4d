namespace AccountGrains.Ledger;

/// <summary>One page of an account's entries.</summary>
/// <param name="Entries">The entries, in the order that the query asked for.</param>
/// <param name="Next">Where the next page begins (<see cref="StatementQuery.StartAt"/>), or null after the last page.</param>
public sealed record Statement(IReadOnlyList<Entry> Entries, long? Next);
