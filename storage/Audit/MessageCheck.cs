using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Compares each message with the entry that sent it and with the one that refunded it.</summary>
internal sealed class MessageCheck(Action<Finding> found)
{
    // For each entry that sends it (part 0), its message (part 1) and the entry that refunds it (part 2).
    public const string Query =
        """
        SELECT e.account, e.sequence, 0 AS part, e.request_id, e.amount, e.counterparty AS party, a.currency, '' AS status
        FROM entry e LEFT JOIN account a ON a.id = e.account WHERE e.kind = 'send' AND e.outcome = 0
        UNION ALL
        SELECT account, sequence, 1, '', amount, recipient || CASE ledger WHEN '' THEN '' ELSE '@' || ledger END, currency, status
        FROM message
        UNION ALL
        SELECT account, reverses, 2, request_id, amount, counterparty, '', '' FROM entry WHERE kind = 'refund' AND outcome = 0
        ORDER BY 1, 2, 3
        """;

    private readonly Row?[] parts = new Row?[3];
    private (string Account, long Sequence) place;

    /// <summary>How many messages there were.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them are neither delivered nor refunded.</summary>
    public long Due { get; private set; }

    public void Add(DbDataReader row)
    {
        var (account, sequence, part) = (row.GetString(0), row.GetInt64(1), row.GetInt32(2));
        if (place != (account, sequence)) End();
        place = (account, sequence);
        parts[part] = new Row(
            row.GetString(3),
            row.GetDecimal(4),
            Rows.ReadText(row, 5),
            Rows.ReadText(row, 6),
            part == 1 ? Names<MessageStatus>.Parse(row.GetString(7)) : null);
    }

    public void End()
    {
        var (send, message, refund) = (parts[0], parts[1], parts[2]);
        Array.Clear(parts);
        if (message is not null) Count++;
        if (message?.Status is MessageStatus.Due or MessageStatus.Refused) Due++;
        if (Problem(send, message, refund) is not { } problem) return;
        var request = (send ?? refund)?.RequestId;
        found(new Finding(AuditRule.MessageMatchesEntries, place.Account, place.Sequence, request, problem));
    }

    private static string? Problem(Row? send, Row? message, Row? refund)
    {
        if (send is null && message is not null) return "no entry sent its message";
        if (send is null) return refund is null ? null : "it is refunded, but sent nothing";
        if (message is null) return "its message is missing";
        if (message.Amount != -send.Amount) return $"its message has {message.Amount}, it debited {-send.Amount}";
        if (message.Party != send.Party) return $"its message is to {message.Party}, it was sent to {send.Party}";
        if (message.Currency != send.Currency) return $"its message is in {message.Currency}, its account keeps {send.Currency}";
        if (message.Status == MessageStatus.Refunded)
            return refund is null ? "its message is refunded, but no entry refunds it" : null;
        return refund is null ? null : $"an entry refunds it, but its message is {Names<MessageStatus>.Of(message.Status!.Value)}";
    }

    private sealed record Row(string RequestId, decimal Amount, string? Party, string? Currency, MessageStatus? Status);
}
