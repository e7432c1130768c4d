using System.Data.Common;

namespace AccountGrains.Storage;

/// <summary>Checks that one query answers: each row it gives is right or a finding.</summary>
internal static class RowChecks
{
    public static readonly (string Query, Func<DbDataReader, Finding?> Finding)[] All =
    [
        (
            "SELECT account, min(sequence), request_id, count(*) FROM entry GROUP BY account, request_id HAVING count(*) > 1",
            row => Found(AuditRule.RequestIsUnique, row, $"the request has {row.GetInt64(3)} entries", row.GetString(2))
        ),
        (
            """
            SELECT account, reverses, count(*) FROM entry WHERE reverses IS NOT NULL AND outcome = 0
            GROUP BY account, reverses HAVING count(*) > 1
            """,
            row => Found(AuditRule.ReversalMatches, row, $"the entry is reversed {row.GetInt64(2)} times")
        ),
        (
            """
            SELECT r.account, r.sequence, r.request_id, r.reverses, r.amount, o.amount, r.counterparty, o.counterparty
            FROM entry r LEFT JOIN entry o ON o.account = r.account AND o.sequence = r.reverses AND o.outcome = 0
            WHERE r.reverses IS NOT NULL AND r.outcome = 0
            """,
            Reversal
        ),
        (
            "SELECT DISTINCT account FROM entry e WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = e.account)",
            row => new Finding(AuditRule.AccountExists, row.GetString(0), null, null, "entries have no account")
        ),
        (
            "SELECT DISTINCT account FROM hold h WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = h.account)",
            row => new Finding(AuditRule.AccountExists, row.GetString(0), null, null, "holds have no account")
        ),
    ];

    // Compared here and not in SQL, where SQLite would compare doubles.
    private static Finding? Reversal(DbDataReader row)
    {
        var original = $"the entry {row.GetInt64(3)} that it reverses";
        string problem;
        if (row.IsDBNull(5)) problem = $"{original} is not there or was not applied";
        else if (row.GetDecimal(4) != -row.GetDecimal(5))
            problem = $"it changes the balance by {row.GetDecimal(4)}, but {original} by {row.GetDecimal(5)}";
        else if (Rows.ReadText(row, 6) != Rows.ReadText(row, 7)) problem = $"its counterparty is not that of {original}";
        else return null;
        return Found(AuditRule.ReversalMatches, row, problem, row.GetString(2));
    }

    private static Finding Found(AuditRule rule, DbDataReader row, string problem, string? requestId = null) =>
        new(rule, row.GetString(0), row.GetInt64(1), requestId, problem);
}
