using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>An entry on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.entry")]
public sealed record EntryMessage
{
    /// <summary>The account.</summary>
    [Id(0)]
    public required string Account { get; init; }

    /// <summary>The sequence.</summary>
    [Id(1)]
    public required long Sequence { get; init; }

    /// <summary>The request.</summary>
    [Id(2)]
    public required string RequestId { get; init; }

    /// <summary>The <see cref="EntryKind"/>.</summary>
    [Id(3)]
    public required int Kind { get; init; }

    /// <summary>The <see cref="Ledger.Outcome"/>.</summary>
    [Id(4)]
    public required int Outcome { get; init; }

    /// <summary>The change of the balance.</summary>
    [Id(5)]
    public decimal Amount { get; init; }

    /// <summary>The change of the held amount.</summary>
    [Id(6)]
    public decimal Held { get; init; }

    /// <summary>The balance after the entry.</summary>
    [Id(7)]
    public required decimal Balance { get; init; }

    /// <summary>The other accounts of a transfer.</summary>
    [Id(8)]
    public string? Counterparty { get; init; }

    /// <summary>The hold that was made or settled.</summary>
    [Id(9)]
    public string? Hold { get; init; }

    /// <summary>The sequence of the entry that was reversed.</summary>
    [Id(10)]
    public long? Reverses { get; init; }

    /// <summary>The caller's words.</summary>
    [Id(11)]
    public string? Memo { get; init; }

    /// <summary>When it was recorded.</summary>
    [Id(12)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>The fingerprint of the command.</summary>
    [Id(13)]
    public required byte[] Content { get; init; }

    /// <summary>The message of an entry.</summary>
    public static EntryMessage Of(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new EntryMessage
        {
            Account = entry.Account,
            Sequence = entry.Sequence,
            RequestId = entry.RequestId,
            Kind = (int)entry.Kind,
            Outcome = (int)entry.Outcome,
            Amount = entry.Amount,
            Held = entry.Held,
            Balance = entry.Balance,
            Counterparty = entry.Counterparty,
            Hold = entry.Hold,
            Reverses = entry.Reverses,
            Memo = entry.Memo,
            Time = entry.Time,
            Content = entry.Content.ToArray(),
        };
    }

    /// <summary>The entry of the message.</summary>
    public Entry ToEntry() => new()
    {
        Account = Account,
        Sequence = Sequence,
        RequestId = RequestId,
        Kind = (EntryKind)Kind,
        Outcome = (Outcome)Outcome,
        Amount = Amount,
        Held = Held,
        Balance = Balance,
        Counterparty = Counterparty,
        Hold = Hold,
        Reverses = Reverses,
        Memo = Memo,
        Time = Time,
        Content = new Fingerprint(Content),
    };
}
