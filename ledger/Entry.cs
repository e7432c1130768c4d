namespace AccountGrains.Ledger;

/// <summary>
/// The record of one outcome on one account. Entries are never changed or deleted; a correction is a new entry that names
/// the one it reverses.
/// </summary>
public sealed record Entry
{
    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The place in the account's journal, dense from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The caller's id of the command. Ids that begin with <c>§</c> are the ledger's own (an expiry).</summary>
    public required string RequestId { get; init; }

    /// <summary>What was asked.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>What came of it.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The change of the balance that was asked: it counts only where the outcome is <see cref="Outcome.Applied"/>.</summary>
    public decimal Amount { get; init; }

    /// <summary>The change of the held amount that was asked: it counts only where the outcome is <see cref="Outcome.Applied"/>.</summary>
    public decimal Held { get; init; }

    /// <summary>The balance after this entry.</summary>
    public required decimal Balance { get; init; }

    /// <summary>
    /// The other accounts of a transfer or of its reversal, in the order of the legs, joined by commas. Of a sent transfer the other
    /// side: <c>bob</c>, or <c>bob@east</c> in another ledger.
    /// </summary>
    public string? Counterparty { get; init; }

    /// <summary>The request id of the hold that this entry makes, captures, releases or lets expire.</summary>
    public string? Hold { get; init; }

    /// <summary>The sequence, on this account, of the entry that this one reverses.</summary>
    public long? Reverses { get; init; }

    /// <summary>The caller's words.</summary>
    public string? Memo { get; init; }

    /// <summary>When it was decided, to the microsecond. Never runs backwards within an account.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the command asked, as a fingerprint: the same id with another content is a conflict.</summary>
    public required Fingerprint Content { get; init; }

    /// <summary>Whether the command changed anything.</summary>
    public bool IsApplied => Outcome == Outcome.Applied;

    /// <summary>Whether it is a leg of a transfer that was carried out.</summary>
    public bool IsAppliedTransfer => Kind == EntryKind.Transfer && IsApplied;

    /// <summary>Whether it debited the account for a message that was sent.</summary>
    public bool IsAppliedSend => Kind == EntryKind.Send && IsApplied;

    /// <summary>All accounts of the transfer that it is an entry of, this account first.</summary>
    public IReadOnlyList<string> Accounts => Counterparty is null ? [Account] : [Account, .. Counterparty.Split(',')];
}
