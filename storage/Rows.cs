using System.Data.Common;
using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>How rows are read and written: the columns of each table, and their values in that order.</summary>
internal static class Rows
{
    public const string AccountColumns = $"id, {AccountFields}";

    /// <summary>The columns of an account that an update writes.</summary>
    public const string AccountFields = "status, currency, kind, overdraft_limit, busy, balance, held, sequence";

    public const string EntryColumns =
        "account, sequence, request_id, kind, outcome, amount, held, balance, counterparty, hold, reverses, memo, time, content";

    public const string HoldColumns = "account, id, status, amount, captured, expires_at, owner";

    public const string MessageColumns =
        "account, sequence, id, recipient, ledger, amount, currency, memo, sent_at, status, attempt, due_at, reason";

    // As SQLite's driver writes and reads a time; as text these are ordered like the times.
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz";

    /// <summary>The columns of a table under an alias.</summary>
    public static string Of(string alias, string columns) => $"{alias}.{columns.Replace(", ", $", {alias}.", StringComparison.Ordinal)}";

    public static AccountState ReadAccount(DbDataReader row)
    {
        var sequence = row.GetInt64(8);
        return new AccountState
        {
            Id = row.GetString(0),
            Status = Names<AccountStatus>.Parse(row.GetString(1)),
            // There are few, and each would be a text of its own in every account that is in memory.
            Currency = ReadText(row, 2) is { } currency ? string.Intern(currency) : null,
            Kind = Names<AccountKind>.Parse(row.GetString(3)),
            OverdraftLimit = row.GetDecimal(4),
            Busy = row.GetBoolean(5),
            Balance = row.GetDecimal(6),
            Held = row.GetDecimal(7),
            Sequence = sequence,
            StoredSequence = sequence,
        };
    }

    public static Entry ReadEntry(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        Sequence = row.GetInt64(1),
        RequestId = row.GetString(2),
        Kind = Names<EntryKind>.Parse(row.GetString(3)),
        Outcome = (Outcome)row.GetInt16(4),
        Amount = row.GetDecimal(5),
        Held = row.GetDecimal(6),
        Balance = row.GetDecimal(7),
        Counterparty = ReadText(row, 8),
        Hold = ReadText(row, 9),
        Reverses = row.IsDBNull(10) ? null : row.GetInt64(10),
        Memo = ReadText(row, 11),
        Time = row.GetFieldValue<DateTimeOffset>(12),
        Content = new Fingerprint(row.GetFieldValue<byte[]>(13)),
    };

    public static Hold ReadHold(DbDataReader row) => new()
    {
        Id = row.GetString(1),
        Status = Names<HoldStatus>.Parse(row.GetString(2)),
        Amount = row.GetDecimal(3),
        Captured = row.GetDecimal(4),
        ExpiresAt = row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
        Owner = ReadText(row, 6),
    };

    public static SentMessage ReadMessage(DbDataReader row) => new()
    {
        Account = row.GetString(0),
        Sequence = row.GetInt64(1),
        Id = row.GetGuid(2),
        Recipient = row.GetString(3),
        Ledger = ReadLedger(row, 4),
        Amount = row.GetDecimal(5),
        Currency = row.GetString(6),
        Memo = ReadText(row, 7),
        SentAt = row.GetFieldValue<DateTimeOffset>(8),
        Status = Names<MessageStatus>.Parse(row.GetString(9)),
        Attempt = row.GetInt32(10),
        DueAt = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        Reason = row.IsDBNull(12) ? null : (Outcome)row.GetInt16(12),
    };

    public static string? ReadLedger(DbDataReader row, int column) => row.GetString(column) is { Length: > 0 } ledger ? ledger : null;

    public static string TextOf(DateTimeOffset time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static string? ReadText(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static object?[] Values(AccountState account) =>
    [
        account.Id,
        Names<AccountStatus>.Of(account.Status),
        account.Currency,
        Names<AccountKind>.Of(account.Kind),
        account.OverdraftLimit,
        account.Busy,
        account.Balance,
        account.Held,
        account.Sequence,
    ];

    public static object?[] Values(Entry entry) =>
    [
        entry.Account,
        entry.Sequence,
        entry.RequestId,
        Names<EntryKind>.Of(entry.Kind),
        (short)entry.Outcome,
        entry.Amount,
        entry.Held,
        entry.Balance,
        entry.Counterparty,
        entry.Hold,
        entry.Reverses,
        entry.Memo,
        entry.Time,
        entry.Content.ToArray(),
    ];

    public static object?[] Values(string account, Hold hold) =>
    [
        account,
        hold.Id,
        Names<HoldStatus>.Of(hold.Status),
        hold.Amount,
        hold.Captured,
        hold.ExpiresAt,
        hold.Owner,
    ];

    public static object?[] Values(SentMessage message) =>
    [
        message.Account,
        message.Sequence,
        message.Id.ToString(),
        message.Recipient,
        message.Ledger ?? "",
        message.Amount,
        message.Currency,
        message.Memo,
        message.SentAt,
        Names<MessageStatus>.Of(message.Status),
        (long)message.Attempt,
        message.DueAt,
        (short?)message.Reason,
    ];

    /// <summary>Whether an entry changes more than the account: a hold or a message. Most do not.</summary>
    public static bool ChangesMore(Entry entry) =>
        entry.IsApplied && (entry.Hold is not null || entry.Kind is EntryKind.Send or EntryKind.Receive or EntryKind.Refund);

    /// <summary>The holds that the unstored entries of an account made or settled.</summary>
    public static IEnumerable<Hold> ChangedHolds(AccountState account) => account.Unstored
        .Where(entry => entry is { IsApplied: true, Hold: not null })
        .Select(entry => entry.Hold!)
        .Distinct(StringComparer.Ordinal)
        .Select(hold => account.Holds.Find(hold)!);
}
