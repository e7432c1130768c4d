using System.Data.Common;
using System.Text.Json;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// The holds that are due for the audit of holds. It writes columns of its own, which no account writes, and nothing else: it
/// never stands in the way of an account's version.
/// </summary>
internal static class DueHolds
{
    // The expressions of the index: no other words find it.
    private const string Owner = "coalesce(owner, '')";
    private const string DueAt = "coalesce(ask_at, expires_at)";
    private const string IsTimed = "status = 'open' AND expires_at IS NOT NULL";

    public static async Task<IReadOnlyList<DueHold>> ClaimAsync(
        DbConnection connection,
        Dialect dialect,
        string? owner,
        DateTimeOffset now,
        DateTimeOffset until,
        int limit,
        CancellationToken cancellationToken)
    {
        using var command = connection.Command(
            $"""
            WITH due AS (
                SELECT account, id FROM hold WHERE {IsTimed} AND {Owner} = @owner AND {DueAt} <= @now
                ORDER BY {DueAt} LIMIT @limit {dialect.SkipLocked("hold")})
            UPDATE hold SET ask_at = @until, asked = asked + 1 FROM due WHERE hold.account = due.account AND hold.id = due.id
            RETURNING hold.account, hold.id, amount, (SELECT currency FROM account WHERE account.id = hold.account), expires_at, owner, asked
            """,
            ("owner", owner ?? ""),
            ("now", now.ToUniversalTime()),
            ("until", until.ToUniversalTime()),
            ("limit", limit));
        var taken = await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        return [.. taken.OrderBy(hold => hold.ExpiresAt)];
    }

    // A row that somebody else is writing to is left alone: it is settled, or due again when its lease ends.
    public static async Task<int> PostponeAsync(
        DbConnection connection,
        Dialect dialect,
        IReadOnlyCollection<(DueHold Hold, DateTimeOffset Until)> holds,
        CancellationToken cancellationToken)
    {
        const string fields = "of_account text, of_id text, of_asked bigint, next_at {time}";
        using var command = connection.Command(
            $"""
            WITH free AS (
                SELECT account, id, s.next_at FROM hold JOIN {dialect.Records(dialect.Translate(fields))}
                    ON account = s.of_account AND id = s.of_id AND asked = s.of_asked
                WHERE status = 'open' {dialect.SkipLocked("hold")})
            UPDATE hold SET ask_at = free.next_at FROM free WHERE hold.account = free.account AND hold.id = free.id
            """,
            ("records", JsonSerializer.Serialize(holds.Select(RecordOf))));
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<PastExpiry>> CountAsync(
        DbConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var command = connection.Command(
            $"SELECT owner, count(*) FROM hold WHERE {IsTimed} AND expires_at <= @now GROUP BY owner ORDER BY owner",
            ("now", now.ToUniversalTime()));
        return await command
            .ReadAllAsync(row => new PastExpiry(Rows.ReadText(row, 0), row.GetInt64(1)), cancellationToken)
            .ConfigureAwait(false);
    }

    private static Dictionary<string, object?> RecordOf((DueHold Hold, DateTimeOffset Until) later) => new()
    {
        ["of_account"] = later.Hold.Account,
        ["of_id"] = later.Hold.Id,
        ["of_asked"] = later.Hold.Asked,
        ["next_at"] = Rows.TextOf(later.Until.ToUniversalTime()),
    };

    // Of corrupt books an account may be missing, which must not keep the holds of others from being taken.
    private static DueHold Read(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetDecimal(2),
        Rows.ReadText(row, 3) ?? "",
        row.GetFieldValue<DateTimeOffset>(4),
        Rows.ReadText(row, 5),
        row.GetInt64(6));
}
