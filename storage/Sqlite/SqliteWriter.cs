using AccountGrains.Ledger;
using Microsoft.Data.Sqlite;

namespace AccountGrains.Storage;

/// <summary>The one connection that writes, with its prepared statements. One transaction and one sync a batch.</summary>
internal sealed class SqliteWriter(SqliteConnection connection) : IAsyncDisposable
{
    private readonly SqliteStatement begin = new(connection, "BEGIN IMMEDIATE");

    private readonly SqliteStatement commit = new(connection, "COMMIT");

    private readonly SqliteStatement rollback = new(connection, "ROLLBACK");

    private readonly SqliteStatement check = new(
        connection, "SELECT coalesce((SELECT sequence FROM account WHERE id = ?), 0) = ?");

    private readonly SqliteStatement open = new(
        connection, $"INSERT INTO account ({Rows.AccountColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");

    private readonly SqliteStatement update = new(
        connection,
        $"""
        UPDATE account SET ({Rows.AccountFields}) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) WHERE id = ?1 AND sequence = ?10
        """);

    private readonly SqliteStatement append = new(
        connection,
        $"""
        INSERT INTO entry ({Rows.EntryColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (account, request_id) DO NOTHING
        """);

    private readonly SqliteStatement settle = new(
        connection,
        $"""
        INSERT INTO hold ({Rows.HoldColumns}) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (account, id) DO UPDATE SET status = excluded.status, captured = excluded.captured
        """);

    private readonly SqliteStatement send = new(
        connection, $"INSERT INTO message ({Rows.MessageColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly SqliteStatement deliver = new(
        connection, "UPDATE message SET status = 'delivered', due_at = NULL WHERE id = ? AND attempt = ? AND status = 'due'");

    private readonly SqliteStatement refund = new(
        connection,
        "UPDATE message SET status = 'refunded', due_at = NULL WHERE account = ? AND sequence = ? AND status = 'refused'");

    public bool TryWrite(IReadOnlyCollection<AccountState> accounts)
    {
        begin.Run();
        var isCommitted = false;
        try
        {
            if (!accounts.All(TryWrite)) return false;
            commit.Run();
            return isCommitted = true;
        }
        finally
        {
            // SQLite has rolled back by itself after some failures, such as a full disk.
            if (!isCommitted && SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) == 0) rollback.Run();
        }
    }

    public ValueTask DisposeAsync()
    {
        SqliteStatement[] statements = [begin, commit, rollback, check, open, update, append, settle, send, deliver, refund];
        foreach (var statement in statements) statement.Dispose();
        return connection.DisposeAsync();
    }

    private bool TryWrite(AccountState account)
    {
        if (account.Unstored.IsEmpty) return check.Run(account.Id, account.StoredSequence) == 1;
        var row = Rows.Values(account);
        var rows = account.StoredSequence == 0 ? open.Run(row) : update.Run([.. row, account.StoredSequence]);
        if (rows == 0) return false;

        var changesMore = false;
        foreach (var entry in account.Unstored)
        {
            if (append.Run(Rows.Values(entry)) == 0) return false;
            changesMore |= Rows.ChangesMore(entry);
        }

        return !changesMore || TryWriteMore(account);
    }

    private bool TryWriteMore(AccountState account)
    {
        foreach (var hold in Rows.ChangedHolds(account)) settle.Run(Rows.Values(account.Id, hold));
        foreach (var message in SentMessage.Of(account)) send.Run(Rows.Values(message));
        foreach (var (id, attempt) in SentMessage.DeliveredTo(account)) deliver.Run(id.ToString(), (long)attempt);
        return SentMessage.RefundedTo(account).All(sequence => refund.Run(account.Id, sequence) == 1);
    }
}
