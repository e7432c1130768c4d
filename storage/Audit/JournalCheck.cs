using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Replays the journal of one account after the other and compares the account with what comes of it.</summary>
internal sealed class JournalCheck(Action<Finding> found)
{
    public static readonly string Query =
        $"""
        SELECT {Rows.Of("a", Rows.AccountColumns)}, e.sequence, e.request_id, e.kind, e.outcome, e.amount, e.held, e.balance, e.time
        FROM account a LEFT JOIN entry e ON e.account = a.id ORDER BY a.id, e.sequence
        """;

    private const int EntryColumn = 9;

    private AccountState? account;
    private Step? previous;
    private decimal balance;
    private decimal held;
    private AccountStatus status;

    public void Add(DbDataReader row)
    {
        if (account is null || account.Id != row.GetString(0))
        {
            End();
            Begin(Rows.ReadAccount(row));
        }

        if (!row.IsDBNull(EntryColumn)) Add(Read(row));
    }

    public void End()
    {
        if (account is null) return;
        if ((previous?.Sequence ?? 0) != account.Sequence)
            Report(AuditRule.SequenceIsDense, null, $"the account is at {account.Sequence}, its newest entry is {previous?.Sequence ?? 0}");
        if (account.Balance != balance)
            Report(AuditRule.BalanceIsSum, null, $"the balance is {account.Balance}, its entries add up to {balance}");
        if (account.Held != held)
            Report(AuditRule.HeldIsSum, null, $"the held amount is {account.Held}, its entries hold {held}");
        if (account.Status != status)
            Report(AuditRule.StatusMatchesEntries, null, $"the account is {account.Status}, its entries say {status}");
        if (account.Kind == AccountKind.Internal && account.Available < 0)
            Report(AuditRule.WithinLimit, null, $"available is {account.Available}, below the limit");
        account = null;
    }

    private static Step Read(DbDataReader row) => new(
        row.GetInt64(EntryColumn),
        row.GetString(EntryColumn + 1),
        Names<EntryKind>.Parse(row.GetString(EntryColumn + 2)),
        row.GetInt16(EntryColumn + 3) == (short)Outcome.Applied,
        row.GetDecimal(EntryColumn + 4),
        row.GetDecimal(EntryColumn + 5),
        row.GetDecimal(EntryColumn + 6),
        row.GetFieldValue<DateTimeOffset>(EntryColumn + 7));

    private void Begin(AccountState next)
    {
        account = next;
        previous = null;
        balance = 0;
        held = 0;
        status = AccountStatus.Unopened;
    }

    private void Add(Step entry)
    {
        var expected = (previous?.Sequence ?? 0) + 1;
        if (entry.Sequence != expected)
            Report(AuditRule.SequenceIsDense, entry, $"the sequence is {entry.Sequence} and should be {expected}");
        if (entry.Time < previous?.Time)
            Report(AuditRule.TimeIsOrdered, entry, $"the time {entry.Time:O} is before that of the entry before it, {previous.Time:O}");
        var before = previous?.Balance ?? 0;
        var change = entry.IsApplied ? entry.Amount : 0;
        if (entry.Balance != before + change)
        {
            var problem = $"the balance after it is {entry.Balance}, but {before} before and a change of {change} give {before + change}";
            Report(AuditRule.BalanceFollows, entry, problem);
        }

        balance += change;
        if (entry.IsApplied)
        {
            held += entry.Held;
            status = StatusAfter(entry);
        }

        previous = entry;
    }

    private AccountStatus StatusAfter(Step entry) => entry.Kind switch
    {
        EntryKind.Open or EntryKind.Unfreeze => AccountStatus.Open,
        EntryKind.Freeze => AccountStatus.Frozen,
        EntryKind.Close => AccountStatus.Closed,
        _ => status,
    };

    private void Report(AuditRule rule, Step? entry, string problem) =>
        found(new Finding(rule, account!.Id, entry?.Sequence, entry?.RequestId, problem));

    private sealed record Step(
        long Sequence, string RequestId, EntryKind Kind, bool IsApplied, decimal Amount, decimal Held, decimal Balance, DateTimeOffset Time);
}
