namespace AccountGrains.Bench.Systems.Raw;

/// <summary>The columns of an entry that are not always null.</summary>
internal sealed record RawEntry(
    string Account,
    long Sequence,
    string RequestId,
    string Kind,
    decimal Amount,
    decimal Balance,
    string? Counterparty,
    DateTimeOffset Time,
    byte[] Content);

/// <summary>The columns of an account that an entry changes.</summary>
internal sealed record RawAccount(string Id, decimal Balance, long Sequence);

/// <summary>Writes rows into the tables of this ledger, in one transaction, and checks nothing.</summary>
internal interface IRawWriter : IAsyncDisposable
{
    Task WriteAsync(IReadOnlyList<RawEntry> entries, IReadOnlyCollection<RawAccount> accounts);
}
