namespace AccountGrains.Ledger;

/// <summary>A line that is not paid, and never will be under its run.</summary>
public sealed record RefusedLine(SettlementLine Line, Outcome Reason);
