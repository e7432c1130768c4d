using AccountGrains.Ledger;
using Npgsql;
using static AccountGrains.Storage.CountedBatch;

namespace AccountGrains.Storage;

/// <summary>Rows as PostgreSQL takes them: one array a column, in the order of <see cref="Rows"/>.</summary>
internal static class PostgresColumns
{
    // To let a conflict do nothing would cost every entry a second visit to each index. The account's row, which was written before
    // in the same transaction, keeps others away, so that only an old request is met here.
    private static readonly string AppendEntries =
        $"INSERT INTO entry ({Rows.EntryColumns}) {Unnest(Rows.EntryColumns)} RETURNING 1";

    private static readonly string SettleHolds =
        $"""
        INSERT INTO hold ({Rows.HoldColumns}) {Unnest(Rows.HoldColumns)}
        ON CONFLICT (account, id) DO UPDATE SET status = excluded.status, captured = excluded.captured RETURNING 1
        """;

    private static readonly string SendMessages =
        $"INSERT INTO message ({Rows.MessageColumns}) {Unnest(Rows.MessageColumns)} RETURNING 1";

    private static readonly string DeliverMessages =
        $"""
        UPDATE message m SET status = 'delivered', due_at = NULL FROM {Unnest("id, attempt")} r
        WHERE m.id = r.id AND m.attempt = r.attempt AND m.status = 'due'
        """;

    private static readonly string RefundMessages =
        $"""
        UPDATE message m SET status = 'refunded', due_at = NULL FROM {Unnest("account, sequence")} r
        WHERE m.account = r.account AND m.sequence = r.sequence AND m.status = 'refused' RETURNING 1
        """;

    /// <summary>Adds the entries that accounts have not stored, with the holds and the messages that these change.</summary>
    /// <param name="batch">What they are added to.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="handover">Gets the messages of this ledger once they are committed.</param>
    public static void Append(CountedBatch batch, IReadOnlyList<AccountState> accounts, Handover? handover = null)
    {
        var entries = new List<Entry>();
        var changingMore = new List<AccountState>();
        foreach (var account in accounts)
        {
            var changesMore = false;
            foreach (var entry in account.Unstored)
            {
                entries.Add(entry);
                changesMore |= Rows.ChangesMore(entry);
            }

            if (changesMore) changingMore.Add(account);
        }

        batch.Add(AppendEntries, Entries(entries));
        if (changingMore.Count > 0) AppendMore(batch, changingMore, handover);
    }

    /// <summary>The fields of accounts: all columns but the id.</summary>
    public static NpgsqlParameter[] Fields(IReadOnlyList<AccountState> accounts) =>
    [
        Column(accounts, account => Names<AccountStatus>.Of(account.Status)),
        Column(accounts, account => account.Currency),
        Column(accounts, account => Names<AccountKind>.Of(account.Kind)),
        Column(accounts, account => account.OverdraftLimit),
        Column(accounts, account => account.Busy),
        Column(accounts, account => account.Balance),
        Column(accounts, account => account.Held),
        Column(accounts, account => account.Sequence),
    ];

    private static void AppendMore(CountedBatch batch, List<AccountState> accounts, Handover? handover)
    {
        var holds = accounts.SelectMany(account => Rows.ChangedHolds(account).Select(hold => (account.Id, hold))).ToArray();
        var messages = accounts.SelectMany(SentMessage.Of).Select(message => handover?.Claim(message) ?? message).ToArray();
        var delivered = accounts.SelectMany(SentMessage.DeliveredTo).ToArray();
        var refunds = accounts.SelectMany(account => SentMessage.RefundedTo(account).Select(sequence => (account.Id, sequence))).ToArray();
        batch.Add(SettleHolds, Holds(holds));
        batch.Add(SendMessages, Messages(messages));
        if (handover is not null && messages.Length > 0) batch.AfterCommit(() => handover.Add(messages));
        batch.AddAny(DeliverMessages, Column(delivered, message => message.Id), Column(delivered, message => message.Attempt));
        batch.Add(RefundMessages, Column(refunds, refund => refund.Id), Column(refunds, refund => refund.sequence));
    }

    private static NpgsqlParameter[] Entries(List<Entry> entries) =>
    [
        Column(entries, entry => entry.Account),
        Column(entries, entry => entry.Sequence),
        Column(entries, entry => entry.RequestId),
        Column(entries, entry => Names<EntryKind>.Of(entry.Kind)),
        Column(entries, entry => (short)entry.Outcome),
        Column(entries, entry => entry.Amount),
        Column(entries, entry => entry.Held),
        Column(entries, entry => entry.Balance),
        Column(entries, entry => entry.Counterparty),
        Column(entries, entry => entry.Hold),
        Column(entries, entry => entry.Reverses),
        Column(entries, entry => entry.Memo),
        Column(entries, entry => entry.Time),
        Column(entries, entry => entry.Content.ToArray()),
    ];

    private static NpgsqlParameter[] Holds((string Account, Hold Hold)[] holds) =>
    [
        Column(holds, hold => hold.Account),
        Column(holds, hold => hold.Hold.Id),
        Column(holds, hold => Names<HoldStatus>.Of(hold.Hold.Status)),
        Column(holds, hold => hold.Hold.Amount),
        Column(holds, hold => hold.Hold.Captured),
        Column(holds, hold => hold.Hold.ExpiresAt),
        Column(holds, hold => hold.Hold.Owner),
    ];

    private static NpgsqlParameter[] Messages(SentMessage[] messages) =>
    [
        Column(messages, message => message.Account),
        Column(messages, message => message.Sequence),
        Column(messages, message => message.Id),
        Column(messages, message => message.Recipient),
        Column(messages, message => message.Ledger ?? ""),
        Column(messages, message => message.Amount),
        Column(messages, message => message.Currency),
        Column(messages, message => message.Memo),
        Column(messages, message => message.SentAt),
        Column(messages, message => Names<MessageStatus>.Of(message.Status)),
        Column(messages, message => message.Attempt),
        Column(messages, message => message.DueAt),
        Column(messages, message => (short?)message.Reason),
    ];
}
