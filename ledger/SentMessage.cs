using System.Globalization;

namespace AccountGrains.Ledger;

/// <summary>
/// The message that an entry of the kind <see cref="EntryKind.Send"/> wrote, and how far it is. Each attempt to deliver it that had
/// an outcome is over for ever, so a message whose newest attempt was refused has credited nobody.
/// </summary>
public sealed record SentMessage
{
    private const string DeliveryPrefix = "send:";

    /// <summary>The account that was debited.</summary>
    public required string Account { get; init; }

    /// <summary>The sequence of the entry that debited it.</summary>
    public required long Sequence { get; init; }

    /// <summary>Random: it is the message's identity in all ledgers.</summary>
    public required Guid Id { get; init; }

    /// <summary>The account to credit.</summary>
    public required string Recipient { get; init; }

    /// <summary>The ledger of the recipient, or null for this one.</summary>
    public string? Ledger { get; init; }

    /// <summary>The amount, above 0.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Its currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The sender's words.</summary>
    public string? Memo { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>What became of it.</summary>
    public MessageStatus Status { get; init; } = MessageStatus.Due;

    /// <summary>
    /// The number of the attempt that is made now, or was made last, from 1. One that may have been carried out without an answer
    /// is made again under the same number.
    /// </summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it is tried next, or null where nothing is left to do.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>Why it was refused the last time, or null where it was not.</summary>
    public Outcome? Reason { get; init; }

    /// <summary>The request id of the newest attempt to deliver it.</summary>
    public string DeliveryId => $"{DeliveryPrefix}{Id}:{Attempt}";

    /// <summary>The request id of the newest attempt to refund it.</summary>
    public string RefundId => $"refund:{Id}:{Attempt}";

    /// <summary>The messages that the unstored entries of an account send, new each time this is asked.</summary>
    public static IEnumerable<SentMessage> Of(AccountState account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Unstored.Where(entry => entry.IsAppliedSend).Select(entry => Of(entry, account.Currency!));
    }

    /// <summary>The attempts to deliver messages of this ledger that the unstored entries of an account carry out.</summary>
    public static IEnumerable<(Guid Id, int Attempt)> DeliveredTo(AccountState account)
    {
        ArgumentNullException.ThrowIfNull(account);
        foreach (var entry in account.Unstored)
        {
            if (entry is not { Kind: EntryKind.Receive, IsApplied: true } || Party.Parse(entry.Counterparty!).Ledger is not null) continue;
            // Whoever asks for it without a message may have taken any id.
            if (TryParseDelivery(entry.RequestId, out var delivery)) yield return delivery;
        }
    }

    /// <summary>The sequences of the account's messages that its unstored entries refund.</summary>
    public static IEnumerable<long> RefundedTo(AccountState account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Unstored
            .Where(entry => entry is { Kind: EntryKind.Refund, IsApplied: true })
            .Select(entry => entry.Reverses!.Value);
    }

    private static bool TryParseDelivery(string requestId, out (Guid Id, int Attempt) delivery)
    {
        delivery = default;
        if (!requestId.StartsWith(DeliveryPrefix, StringComparison.Ordinal)) return false;
        var words = requestId[DeliveryPrefix.Length..].Split(':');
        return words.Length == 2
            && Guid.TryParseExact(words[0], "D", out delivery.Id)
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out delivery.Attempt);
    }

    private static SentMessage Of(Entry entry, string currency)
    {
        var (recipient, ledger) = Party.Parse(entry.Counterparty!);
        return new SentMessage
        {
            Account = entry.Account,
            Sequence = entry.Sequence,
            Id = Guid.NewGuid(),
            Recipient = recipient,
            Ledger = ledger,
            Amount = -entry.Amount,
            Currency = currency,
            Memo = entry.Memo,
            SentAt = entry.Time,
            DueAt = entry.Time,
        };
    }
}
