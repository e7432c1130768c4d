namespace AccountGrains.Ledger;

/// <summary>An open hold whose expiry has passed, as the audit of holds takes it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Id">The request id of the command that made it.</param>
/// <param name="Amount">The reserved amount.</param>
/// <param name="Currency">The currency of the account.</param>
/// <param name="ExpiresAt">The expiry that has passed.</param>
/// <param name="Owner">Who decides, or null: nobody, it is released.</param>
/// <param name="Asked">How often the audit has taken it, from 1. The same number is never given out twice.</param>
public sealed record DueHold(
    string Account, string Id, decimal Amount, string Currency, DateTimeOffset ExpiresAt, string? Owner, long Asked);
