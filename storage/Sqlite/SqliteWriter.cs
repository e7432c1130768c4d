using AccountGrains.Ledger;
using Microsoft.Data.Sqlite;

namespace AccountGrains.Storage;

/// <summary>The one connection that writes, with its prepared statements. One transaction and one sync a batch.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand check;
    private readonly SqliteCommand open;
    private readonly SqliteCommand update;
    private readonly SqliteCommand append;
    private readonly SqliteCommand hold;

    public SqliteWriter(SqliteConnection connection)
    {
        this.connection = connection;
        check = Prepare(
            "SELECT coalesce((SELECT sequence FROM account WHERE id = @id), 0) = @stored",
            "id, stored");
        open = Prepare(
            $"INSERT INTO account ({Rows.AccountColumns}) VALUES (@{Rows.AccountColumns.Replace(", ", ", @", StringComparison.Ordinal)}) ON CONFLICT DO NOTHING",
            Rows.AccountColumns);
        update = Prepare(
            """
            UPDATE account SET status = @status, currency = @currency, kind = @kind, overdraft_limit = @overdraft_limit, busy = @busy,
                balance = @balance, held = @held, sequence = @sequence
            WHERE id = @id AND sequence = @stored
            """,
            $"{Rows.AccountColumns}, stored");
        append = Prepare(
            $"INSERT INTO entry ({Rows.EntryColumns}) VALUES (@{Rows.EntryColumns.Replace(", ", ", @", StringComparison.Ordinal)}) ON CONFLICT (account, request_id) DO NOTHING",
            Rows.EntryColumns);
        hold = Prepare(
            $"""
            INSERT INTO hold ({Rows.HoldColumns}) VALUES (@{Rows.HoldColumns.Replace(", ", ", @", StringComparison.Ordinal)})
            ON CONFLICT (account, id) DO UPDATE SET status = excluded.status, captured = excluded.captured
            """,
            Rows.HoldColumns);
    }

    public bool TryWrite(IReadOnlyCollection<AccountState> accounts)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var account in accounts)
        {
            if (!TryWrite(account, transaction)) return false;
        }

        transaction.Commit();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in new[] { check, open, update, append, hold })
            await command.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private bool TryWrite(AccountState account, SqliteTransaction transaction)
    {
        if (account.Unstored.IsEmpty) return Run(check, transaction, account.Id, account.StoredSequence).ExecuteScalar() is 1L;
        var row = Rows.Values(account);
        var rows = account.StoredSequence == 0
            ? Run(open, transaction, row).ExecuteNonQuery()
            : Run(update, transaction, [.. row, account.StoredSequence]).ExecuteNonQuery();
        if (rows == 0) return false;

        foreach (var entry in account.Unstored.Reverse())
        {
            if (Run(append, transaction, Rows.Values(entry)).ExecuteNonQuery() == 0) return false;
        }

        foreach (var changed in Rows.ChangedHolds(account))
            Run(hold, transaction, Rows.Values(account.Id, changed)).ExecuteNonQuery();
        return true;
    }

    private SqliteCommand Prepare(string text, string parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters.Split(", ")) command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    private static SqliteCommand Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
