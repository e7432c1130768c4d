using System.Data.Common;
using System.Text.Json;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Reads, claims and settles the messages of sent transfers.</summary>
internal static class Messages
{
    // As the index of what is due has it.
    private const string ActsNext = "(CASE status WHEN 'due' THEN ledger ELSE '' END)";

    private const string Listing =
        $"""
        SELECT {Rows.MessageColumns} FROM message WHERE account = @account AND sequence BETWEEN @low AND @high
        ORDER BY sequence LIMIT @limit
        """;

    private const string Counting =
        """
        SELECT ledger, count(*), min(sent_at) FROM message WHERE due_at IS NOT NULL GROUP BY ledger ORDER BY ledger
        """;

    public static async Task<IReadOnlyList<SentMessage>> ListAsync(
        DbConnection connection, string account, long low, long high, CancellationToken cancellationToken)
    {
        using var command = connection.Command(
            Listing, ("account", account), ("low", low), ("high", high), ("limit", StatementQuery.MaxPageSize));
        return await command.ReadAllAsync(Rows.ReadMessage, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<DueMessages>> CountDueAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.Command(Counting);
        return await command.ReadAllAsync(
            row => new DueMessages(Rows.ReadLedger(row, 0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2)),
            cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<SentMessage>> ClaimAsync(
        DbConnection connection,
        Dialect dialect,
        string? ledger,
        int limit,
        DateTimeOffset now,
        DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        using var command = connection.Command(
            $"""
            WITH c (owner, place) AS MATERIALIZED (
                SELECT account, sequence FROM message WHERE {ActsNext} = @ledger AND due_at <= @now
                ORDER BY due_at LIMIT @limit {dialect.SkipLocked("message")})
            UPDATE message SET due_at = @until FROM c WHERE account = c.owner AND sequence = c.place
            RETURNING {Rows.MessageColumns}
            """,
            ("ledger", ledger ?? ""),
            ("now", now.ToUniversalTime()),
            ("until", until.ToUniversalTime()),
            ("limit", limit));
        return await command.ReadAllAsync(Rows.ReadMessage, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<SentMessage>> AdvanceAsync(
        DbConnection connection, Dialect dialect, IReadOnlyCollection<MessageStep> steps, CancellationToken cancellationToken)
    {
        const string fields = "owner text, place bigint, was text, tried integer, "
            + "next_status text, next_attempt integer, next_due {time}, next_reason smallint";
        using var command = connection.Command(
            $"""
            UPDATE message SET status = s.next_status, attempt = s.next_attempt, due_at = s.next_due, reason = s.next_reason
            FROM {dialect.Records(dialect.Translate(fields))}
            WHERE account = s.owner AND sequence = s.place AND status = s.was AND attempt = s.tried
            RETURNING {Rows.MessageColumns}
            """,
            ("records", JsonSerializer.Serialize(steps.Select(RecordOf))));
        return await command.ReadAllAsync(Rows.ReadMessage, cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<string, object?> RecordOf(MessageStep step) => new()
    {
        ["owner"] = step.Before.Account,
        ["place"] = step.Before.Sequence,
        ["was"] = Names<MessageStatus>.Of(step.Before.Status),
        ["tried"] = step.Before.Attempt,
        ["next_status"] = Names<MessageStatus>.Of(step.After.Status),
        ["next_attempt"] = step.After.Attempt,
        ["next_due"] = step.After.DueAt is { } time ? Rows.TextOf(time) : null,
        ["next_reason"] = (short?)step.After.Reason,
    };
}
