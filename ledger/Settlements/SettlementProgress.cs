namespace AccountGrains.Ledger;

/// <summary>How far a settlement is: the lines that have an outcome, of those that there are.</summary>
public readonly record struct SettlementProgress(long Done, long Total);
