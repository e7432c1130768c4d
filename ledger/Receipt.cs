namespace AccountGrains.Ledger;

/// <summary>The answer to a command.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Entry">
/// The entry that records the outcome on the account that the command names; for a transfer, on the account that the first
/// leg debits. For <see cref="Outcome.RequestConflict"/> the entry that already has the request id.
/// </param>
/// <param name="IsReplay">Whether this is the outcome of an earlier command with the same id and content.</param>
public sealed record Receipt(Outcome Outcome, Entry Entry, bool IsReplay)
{
    /// <summary>Whether the money moved, now or when the request was first seen.</summary>
    public bool IsApplied => Outcome == Outcome.Applied;

    /// <summary>The answer to a command that this entry was just recorded for.</summary>
    public static Receipt Recorded(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(entry.Outcome, entry, IsReplay: false);
    }

    /// <summary>The answer to a command whose request id belongs to another one.</summary>
    public static Receipt Conflict(Entry taken) => new(Outcome.RequestConflict, taken, IsReplay: false);
}
