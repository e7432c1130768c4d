using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Compares each hold with the entries that made and settled it, and each account with the sum of its open holds.</summary>
internal sealed class HoldCheck(Action<Finding> found)
{
    // For each account its held amount (part -1), then for each hold its row (part 0) and its entries (their sequence).
    public const string Query =
        """
        SELECT id AS account, '' AS hold, -1 AS part, status AS word, held AS amount, held AS captured, NULL AS owner FROM account
        UNION ALL
        SELECT account, id, 0, status, amount, captured, owner FROM hold
        UNION ALL
        SELECT account, hold, sequence, kind, held, amount, NULL FROM entry WHERE hold IS NOT NULL AND outcome = 0
        ORDER BY 1, 2, 3
        """;

    private string? account;
    private decimal heldByAccount;
    private decimal heldByHolds;
    private Hold? hold;
    private string? holdId;
    private decimal placed;
    private decimal captured;
    private HoldStatus? status;

    public void Add(DbDataReader row)
    {
        var (owner, id, part) = (row.GetString(0), row.GetString(1), row.GetInt64(2));
        if (owner != account) Begin(owner);
        if (part == -1)
        {
            heldByAccount = row.GetDecimal(4);
            return;
        }

        if (id != holdId) BeginHold(id);
        if (part == 0) AddRow(row);
        else AddEntry(row);
    }

    public void End()
    {
        if (account is null) return;
        EndHold();
        if (heldByAccount == heldByHolds) return;
        var problem = $"the held amount is {heldByAccount}, its open holds add up to {heldByHolds}";
        found(new Finding(AuditRule.HeldIsSum, account, null, null, problem));
    }

    private void Begin(string next)
    {
        End();
        account = next;
        heldByAccount = 0;
        heldByHolds = 0;
    }

    private void BeginHold(string next)
    {
        EndHold();
        holdId = next;
        placed = 0;
        captured = 0;
        status = null;
    }

    private void EndHold()
    {
        if (holdId is null) return;
        if (hold is null) Report("its row is missing");
        else if (status is null) Report("no entry made it");
        else if (hold.Amount != placed) Report($"its amount is {hold.Amount}, its entry placed {placed}");
        else if (hold.Status != status) Report($"it is {hold.Status}, its entries say {status}");
        else if (hold.Captured != captured) Report($"{hold.Captured} of it is captured, its entry captured {captured}");
        else if (hold is { Owner: { } owner, Status: HoldStatus.Expired }) Report($"it expired, which {owner} did not decide");
        holdId = null;
        hold = null;
    }

    private void AddRow(DbDataReader row)
    {
        hold = new Hold
        {
            Id = row.GetString(1),
            Status = Names<HoldStatus>.Parse(row.GetString(3)),
            Amount = row.GetDecimal(4),
            Captured = row.GetDecimal(5),
            Owner = Rows.ReadText(row, 6),
        };
        if (hold.Status == HoldStatus.Open) heldByHolds += hold.Amount;
    }

    private void AddEntry(DbDataReader row)
    {
        var (kind, held, amount) = (Names<EntryKind>.Parse(row.GetString(3)), row.GetDecimal(4), row.GetDecimal(5));
        if (kind == EntryKind.Hold) placed += held;
        else if (-held != placed) Report($"its {Names<EntryKind>.Of(kind)} entry frees {-held} of {placed}");
        if (kind == EntryKind.Capture) captured -= amount;
        status = kind switch
        {
            EntryKind.Capture => HoldStatus.Captured,
            EntryKind.Release => HoldStatus.Released,
            EntryKind.Expiry => HoldStatus.Expired,
            _ => HoldStatus.Open,
        };
    }

    private void Report(string problem) => found(new Finding(AuditRule.HoldMatchesEntries, account, null, holdId, problem));
}
