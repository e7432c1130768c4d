using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Lists entries of an account by sequence or time.</summary>
internal static class Listing
{
    public static async Task<IReadOnlyList<Entry>> ListAsync(
        DbConnection connection, StatementQuery query, CancellationToken cancellationToken)
    {
        var (low, high) = query.Range();
        if (query.From is { } from)
            low = Math.Max(low, await FirstAsync(connection, query.Account, ">=", RoundUp(from), cancellationToken).ConfigureAwait(false));
        if (query.To is { } to)
            high = Math.Min(high, await FirstAsync(connection, query.Account, ">", to, cancellationToken).ConfigureAwait(false) - 1);

        using var command = connection.Command(
            $"""
            SELECT {Rows.EntryColumns} FROM entry WHERE account = @account AND sequence BETWEEN @low AND @high
            ORDER BY sequence {(query.NewestFirst ? "DESC" : "ASC")} LIMIT @limit
            """,
            ("account", query.Account),
            ("low", low),
            ("high", high),
            ("limit", query.PageSize + 1));
        return await command.ReadAllAsync(Rows.ReadEntry, cancellationToken).ConfigureAwait(false);
    }

    // Entries have whole microseconds, and PostgreSQL would cut the bound down to one that is before it.
    private static DateTimeOffset RoundUp(DateTimeOffset time)
    {
        var rest = time.Ticks % TimeSpan.TicksPerMicrosecond;
        return rest == 0 ? time : time.AddTicks(TimeSpan.TicksPerMicrosecond - rest);
    }

    /// <summary>
    /// The sequence of the first entry at or after a time, or one past the newest. Sequences are dense and their times ordered,
    /// so a binary search on the primary key finds it, and no index on the time has to be kept.
    /// </summary>
    private static async Task<long> FirstAsync(
        DbConnection connection, string account, string comparison, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var command = connection.Command(
            $"""
            WITH RECURSIVE search (low, high) AS (
                SELECT CAST(1 AS bigint), sequence + 1 FROM account WHERE id = @account
                UNION ALL
                SELECT CASE WHEN e.time {comparison} @time THEN s.low ELSE e.sequence + 1 END,
                       CASE WHEN e.time {comparison} @time THEN e.sequence ELSE s.high END
                FROM search s JOIN entry e ON e.account = @account AND e.sequence = (s.low + s.high) / 2
                WHERE s.low < s.high)
            SELECT low FROM search WHERE low = high
            """,
            ("account", account),
            ("time", time.ToUniversalTime()));
        return await command.ReadNumberAsync(cancellationToken).ConfigureAwait(false);
    }
}
