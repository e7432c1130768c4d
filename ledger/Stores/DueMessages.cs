namespace AccountGrains.Ledger;

/// <summary>The messages to one ledger that are neither delivered nor refunded.</summary>
/// <param name="Ledger">The ledger of the recipients, or null for this one.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was sent.</param>
public sealed record DueMessages(string? Ledger, long Count, DateTimeOffset Oldest);
