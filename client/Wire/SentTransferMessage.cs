using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>How far a sent transfer is, on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.sent")]
public sealed record SentTransferMessage
{
    /// <summary>The account that was debited.</summary>
    [Id(0)]
    public required string Account { get; init; }

    /// <summary>The sequence of the entry that debited it.</summary>
    [Id(1)]
    public required long Sequence { get; init; }

    /// <summary>The identity of the message.</summary>
    [Id(2)]
    public required Guid Id { get; init; }

    /// <summary>The account to credit.</summary>
    [Id(3)]
    public required string Recipient { get; init; }

    /// <summary>Its ledger; null for this one.</summary>
    [Id(4)]
    public string? Ledger { get; init; }

    /// <summary>The amount.</summary>
    [Id(5)]
    public required decimal Amount { get; init; }

    /// <summary>The currency.</summary>
    [Id(6)]
    public required string Currency { get; init; }

    /// <summary>The sender's words.</summary>
    [Id(7)]
    public string? Memo { get; init; }

    /// <summary>When it was sent.</summary>
    [Id(8)]
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The <see cref="MessageStatus"/>.</summary>
    [Id(9)]
    public required int Status { get; init; }

    /// <summary>The number of the newest attempt.</summary>
    [Id(10)]
    public required int Attempt { get; init; }

    /// <summary>When it is tried next.</summary>
    [Id(11)]
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The <see cref="Outcome"/> of the newest refusal.</summary>
    [Id(12)]
    public int? Reason { get; init; }

    /// <summary>The message of a sent transfer.</summary>
    public static SentTransferMessage Of(SentMessage sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        return new SentTransferMessage
        {
            Account = sent.Account,
            Sequence = sent.Sequence,
            Id = sent.Id,
            Recipient = sent.Recipient,
            Ledger = sent.Ledger,
            Amount = sent.Amount,
            Currency = sent.Currency,
            Memo = sent.Memo,
            SentAt = sent.SentAt,
            Status = (int)sent.Status,
            Attempt = sent.Attempt,
            DueAt = sent.DueAt,
            Reason = (int?)sent.Reason,
        };
    }

    /// <summary>The sent transfer of the message.</summary>
    public SentMessage ToSentMessage() => new()
    {
        Account = Account,
        Sequence = Sequence,
        Id = Id,
        Recipient = Recipient,
        Ledger = Ledger,
        Amount = Amount,
        Currency = Currency,
        Memo = Memo,
        SentAt = SentAt,
        Status = (MessageStatus)Status,
        Attempt = Attempt,
        DueAt = DueAt,
        Reason = (Outcome?)Reason,
    };
}
