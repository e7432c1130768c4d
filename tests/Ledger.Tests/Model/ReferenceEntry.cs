namespace AccountGrains.Ledger.Tests;

/// <summary>A line of a journal of the reference. The command is null where the ledger itself acted: an expiry.</summary>
internal sealed record ReferenceEntry(Command? Command, string RequestId, EntryKind Kind, Outcome Outcome, DateTimeOffset Time)
{
    public decimal Amount { get; init; }

    public decimal Held { get; init; }

    public string? Hold { get; init; }

    public long? Reverses { get; init; }

    public bool IsApplied => Outcome == Outcome.Applied;
}
