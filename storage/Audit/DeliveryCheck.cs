using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// Brings each message together with the entries that received it here: once where it was delivered, never where it was refused.
/// What came from another ledger, and what went there, is for both audits together.
/// </summary>
internal sealed class DeliveryCheck(Action<Finding> found)
{
    // For each message its row (part 0) and the entries that received it (part 1), whose request ids are those of its attempts.
    public const string Query =
        """
        SELECT CAST(id AS text) AS id, 0 AS part, account, sequence, recipient AS words, amount, status AS party, ledger, attempt
        FROM message
        UNION ALL
        SELECT substr(request_id, 6, 36), 1, account, sequence, request_id, amount, coalesce(counterparty, ''), '', 0
        FROM entry WHERE kind = 'receive' AND outcome = 0 AND substr(request_id, 1, 5) = 'send:'
        ORDER BY 1, 2
        """;

    private readonly List<Received> received = [];
    private string? id;
    private Sent? sent;

    public void Add(DbDataReader row)
    {
        if (row.GetString(0) is var next && next != id) End();
        id = next;
        var (account, sequence, words, amount) = (row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetDecimal(5));
        if (row.GetInt32(1) == 1) received.Add(new Received(account, sequence, words, amount, row.GetString(6)));
        else sent = new Sent(account, sequence, words, amount, StatusOf(row), row.GetString(7) == "", row.GetInt32(8));
    }

    public void End()
    {
        if (sent is null) ReportStrangers();
        else if (sent is { Status: MessageStatus.Delivered, IsToThisLedger: true } && received.Count == 0)
            Report(sent, "it is delivered, but no entry received it");
        foreach (var entry in received.Skip(1)) Report(entry, "its message was received before");
        if (sent is not null && received is [var first, ..] && Problem(sent, first) is { } problem) Report(first, problem);
        received.Clear();
        sent = null;
    }

    private static MessageStatus StatusOf(DbDataReader row) => Names<MessageStatus>.Parse(row.GetString(6));

    private string? Problem(Sent message, Received entry)
    {
        var name = $"message {message.Account} #{message.Sequence}";
        if (message.Status is MessageStatus.Refused or MessageStatus.Refunded)
            return $"{name} was refused and is received all the same";
        if (entry.Account != message.Recipient) return $"{name} is to {message.Recipient}";
        if (entry.Amount != message.Amount) return $"it credits {entry.Amount}, {name} has {message.Amount}";
        return message.Status == MessageStatus.Delivered && entry.RequestId != $"send:{id}:{message.Attempt}"
            ? $"{name} was delivered by attempt {message.Attempt}"
            : null;
    }

    // Who sent it from another ledger is not known here.
    private void ReportStrangers()
    {
        foreach (var entry in received.Where(entry => !entry.Sender.Contains('@', StringComparison.Ordinal)))
            Report(entry, $"the message that {entry.Sender} sent is missing");
    }

    private void Report(Sent message, string problem) =>
        found(new Finding(AuditRule.DeliveryMatchesMessage, message.Account, message.Sequence, null, problem));

    private void Report(Received entry, string problem) =>
        found(new Finding(AuditRule.DeliveryMatchesMessage, entry.Account, entry.Sequence, entry.RequestId, problem));

    private sealed record Sent(
        string Account, long Sequence, string Recipient, decimal Amount, MessageStatus Status, bool IsToThisLedger, int Attempt);

    private sealed record Received(string Account, long Sequence, string RequestId, decimal Amount, string Sender);
}
