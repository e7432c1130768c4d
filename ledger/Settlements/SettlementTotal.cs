namespace AccountGrains.Ledger;

/// <summary>The money of a settlement in one currency.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Paid">The sum of the lines that are paid, by this run or one before it.</param>
/// <param name="Refused">The sum of the lines that are not.</param>
public sealed record SettlementTotal(string Currency, decimal Paid, decimal Refused);
