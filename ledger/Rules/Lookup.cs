namespace AccountGrains.Ledger;

/// <summary>A question about one account that memory cannot answer and the store can.</summary>
/// <param name="Account">The account.</param>
public abstract record Lookup(string Account);

/// <summary>The state of an account that is not in memory, or of one that is older there than in the store.</summary>
public sealed record AccountLookup(string Account) : Lookup(Account);

/// <summary>The entry of a request that may have left the window.</summary>
public sealed record RequestLookup(string Account, string RequestId) : Lookup(Account);

/// <summary>An entry by sequence, whether it was reversed, and what became of what it sent.</summary>
public sealed record EntryLookup(string Account, long Sequence) : Lookup(Account);

/// <summary>Whether transfers that the account sent are neither delivered nor refunded.</summary>
public sealed record MessagesLookup(string Account) : Lookup(Account);

/// <summary>A hold that is not open.</summary>
public sealed record HoldLookup(string Account, string Hold) : Lookup(Account);
