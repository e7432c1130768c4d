namespace AccountGrains.Ledger;

/// <summary>How many open holds are past their expiry.</summary>
/// <param name="Owner">Whose holds, or null: those without an owner.</param>
/// <param name="Holds">How many, 1 or more.</param>
public sealed record PastExpiry(string? Owner, long Holds);
