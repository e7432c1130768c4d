using System.Data.Common;
using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// Compares what was recorded of each settlement run with the entries of its lines, on the account that pays. Keeps the manifest
/// of one run in memory at a time.
/// </summary>
internal sealed class SettlementCheck(Action<Finding> found)
{
    // For each run that has ended its row (part 0), then the entries whose request ids begin with the run and a colon.
    public static string Query(Dialect dialect) =>
        $"""
        SELECT run, 0 AS part, account, '' AS request_id, manifest AS content, 0 AS outcome, total AS amount,
            lines, paid, refused, conflicts, currency
        FROM settlement WHERE completed_at IS NOT NULL
        UNION ALL
        SELECT s.run, 1, e.account, e.request_id, e.content, e.outcome, e.amount, 0, 0, 0, 0, a.currency
        FROM settlement s {dialect.EntriesOfRun}
        LEFT JOIN account a ON a.id = s.account
        WHERE s.completed_at IS NOT NULL
        ORDER BY 1, 2
        """;

    private Recorded? recorded;
    private long paid;
    private long refused;
    private decimal total;
    private string? currency;

    public void Add(DbDataReader row)
    {
        if (row.GetInt64(1) == 0)
        {
            End();
            Begin(row);
        }
        else if (IsOfLine(row))
        {
            Count(row);
        }
    }

    public void End()
    {
        if (recorded is null) return;
        Compare("lines are recorded as paid", recorded.Paid, "its entries paid", paid);
        Compare("lines are recorded as refused", recorded.Refused, "its entries refused", refused);
        Compare("lines have an outcome", recorded.Paid + recorded.Refused + recorded.Conflicts, "it began with", recorded.Lines);
        Compare($"{recorded.Currency} are recorded as paid", recorded.Total, "its entries add up to", total);
        if (currency is not null && currency != recorded.Currency) Report($"its currency is {recorded.Currency}, that of the account {currency}");
        recorded = null;
    }

    private void Begin(DbDataReader row)
    {
        (paid, refused, total, currency) = (0, 0, 0, null);
        recorded = new Recorded(
            row.GetString(0),
            row.GetString(2),
            row.GetFieldValue<byte[]>(4),
            row.GetDecimal(6),
            row.GetInt64(7),
            row.GetInt64(8),
            row.GetInt64(9),
            row.GetInt64(10),
            row.GetString(11));
    }

    private void Count(DbDataReader row)
    {
        currency = Rows.ReadText(row, 11);
        if (row.GetInt64(5) != (long)Outcome.Applied)
        {
            refused++;
            return;
        }

        paid++;
        total -= row.GetDecimal(6);
    }

    /// <summary>Whether an entry is the outcome of a line: the request that it names may be another run's, or another command's.</summary>
    private bool IsOfLine(DbDataReader row)
    {
        if (recorded is not { } run || run.Id != row.GetString(0)) return false;
        var requestId = row.GetString(3);
        return long.TryParse(requestId.AsSpan(run.Id.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            && Settlement.RequestIdOf(run.Id, line) == requestId
            && IsContent(run.Manifest, line, row.GetFieldValue<byte[]>(4));
    }

    private static bool IsContent(byte[] manifest, long line, ReadOnlySpan<byte> content) =>
        line >= 1
        && line <= manifest.Length / SettlementManifest.DigestLength
        && content.StartsWith(manifest.AsSpan((int)(line - 1) * SettlementManifest.DigestLength, SettlementManifest.DigestLength));

    private void Compare(string what, decimal value, string other, decimal expected)
    {
        if (value != expected) Report($"{value} {what}, {other} {expected}");
    }

    private void Report(string problem) =>
        found(new Finding(AuditRule.SettlementMatchesEntries, recorded!.Account, null, null, $"run {recorded.Id}: {problem}"));

    private sealed record Recorded(
        string Id,
        string Account,
        byte[] Manifest,
        decimal Total,
        long Lines,
        long Paid,
        long Refused,
        long Conflicts,
        string Currency);
}
