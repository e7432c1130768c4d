using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Keeps settlement runs: the first to write wins, and everybody is told what that was.</summary>
internal static class Settlements
{
    public static async Task<SettlementManifest> BeginAsync(
        DbConnection connection, SettlementManifest manifest, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var insert = connection.Command(
            """
            INSERT INTO settlement (run, account, lines, manifest, begun_at) VALUES (@run, @account, @lines, @manifest, @time)
            ON CONFLICT DO NOTHING
            """,
            ("run", manifest.Run),
            ("account", manifest.From),
            ("lines", manifest.Lines),
            ("manifest", manifest.Digests.ToArray()),
            ("time", time.ToUniversalTime()));
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        using var query = connection.Command("SELECT run, account, manifest FROM settlement WHERE run = @run", ("run", manifest.Run));
        return (await query.ReadAllAsync(ReadManifest, cancellationToken).ConfigureAwait(false))[0];
    }

    public static async Task<SettlementSummary?> CompleteAsync(
        DbConnection connection, SettlementSummary summary, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var update = connection.Command(
            """
            UPDATE settlement SET completed_at = @time, paid = @paid, refused = @refused, conflicts = @conflicts,
                currency = @currency, total = @total
            WHERE run = @run AND completed_at IS NULL
            """,
            ("run", summary.Run),
            ("time", time.ToUniversalTime()),
            ("paid", summary.Paid),
            ("refused", summary.Refused),
            ("conflicts", summary.Conflicts),
            ("currency", summary.Currency),
            ("total", summary.Total));
        await update.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        using var query = connection.Command(
            "SELECT run, account, paid, refused, conflicts, currency, total FROM settlement WHERE run = @run AND completed_at IS NOT NULL",
            ("run", summary.Run));
        return (await query.ReadAllAsync(ReadSummary, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    private static SettlementManifest ReadManifest(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2));

    private static SettlementSummary ReadSummary(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetDecimal(6));
}
