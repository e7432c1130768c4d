using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

/// <summary>
/// Writes a batch to PostgreSQL in one transaction of a few statements, each with one array a column: the number of round
/// trips does not depend on the number of accounts or entries.
/// </summary>
internal static class PostgresWriter
{
    private const string Check =
        """
        SELECT 1 FROM unnest($1, $2) AS c (id, stored) LEFT JOIN account a ON a.id = c.id
        WHERE coalesce(a.sequence, 0) = c.stored
        """;

    private const string Open =
        $"""
        INSERT INTO account ({Rows.AccountColumns})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
        """;

    private const string Update =
        $"""
        UPDATE account a SET status = c.status, currency = c.currency, kind = c.kind, overdraft_limit = c.overdraft_limit,
            busy = c.busy, balance = c.balance, held = c.held, sequence = c.sequence
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS c ({Rows.AccountColumns}, stored)
        WHERE a.id = c.id AND a.sequence = c.stored
        """;

    private const string Append =
        $"""
        INSERT INTO entry ({Rows.EntryColumns})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING
        """;

    private const string Settle =
        $"""
        INSERT INTO hold ({Rows.HoldColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account, id) DO UPDATE SET status = excluded.status, captured = excluded.captured
        """;

    public static async Task<bool> TryWriteAsync(
        NpgsqlConnection connection, IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var batch = connection.CreateBatch();
            var expected = Fill(batch, accounts);
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            if (!batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => (int)command.Rows).SequenceEqual(expected)) return false;
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Adds the statements that are needed, and gives the rows that each must find or write.</summary>
    private static List<int> Fill(NpgsqlBatch batch, IReadOnlyCollection<AccountState> accounts)
    {
        var expected = new List<int>();
        var read = accounts.Where(account => account.Unstored.IsEmpty).ToArray();
        var written = accounts.Where(account => !account.Unstored.IsEmpty).ToArray();
        var entries = written.SelectMany(account => account.Unstored.Reverse()).ToArray();
        var holds = written.SelectMany(account => Rows.ChangedHolds(account).Select(hold => (Account: account.Id, Hold: hold))).ToArray();

        Add(Check, read, [Column(read, account => account.Id), Column(read, account => account.StoredSequence)]);
        var opened = written.Where(account => account.StoredSequence == 0).ToArray();
        var updated = written.Where(account => account.StoredSequence > 0).ToArray();
        Add(Open, opened, AccountColumns(opened));
        Add(Update, updated, [.. AccountColumns(updated), Column(updated, account => account.StoredSequence)]);
        Add(Append, entries, EntryColumns(entries));
        Add(Settle, holds, HoldColumns(holds));
        return expected;

        void Add<T>(string text, T[] rows, NpgsqlParameter[] columns)
        {
            if (rows.Length == 0) return;
            var command = new NpgsqlBatchCommand(text);
            foreach (var column in columns) command.Parameters.Add(column);
            batch.BatchCommands.Add(command);
            expected.Add(rows.Length);
        }
    }

    private static NpgsqlParameter[] AccountColumns(AccountState[] accounts) =>
    [
        Column(accounts, account => account.Id),
        Column(accounts, account => Names<AccountStatus>.Of(account.Status)),
        Column(accounts, account => account.Currency),
        Column(accounts, account => Names<AccountKind>.Of(account.Kind)),
        Column(accounts, account => account.OverdraftLimit),
        Column(accounts, account => account.Busy),
        Column(accounts, account => account.Balance),
        Column(accounts, account => account.Held),
        Column(accounts, account => account.Sequence),
    ];

    private static NpgsqlParameter[] EntryColumns(Entry[] entries) =>
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

    private static NpgsqlParameter[] HoldColumns((string Account, Hold Hold)[] holds) =>
    [
        Column(holds, hold => hold.Account),
        Column(holds, hold => hold.Hold.Id),
        Column(holds, hold => Names<HoldStatus>.Of(hold.Hold.Status)),
        Column(holds, hold => hold.Hold.Amount),
        Column(holds, hold => hold.Hold.Captured),
        Column(holds, hold => hold.Hold.ExpiresAt),
    ];

    private static NpgsqlParameter<TValue[]> Column<TRow, TValue>(TRow[] rows, Func<TRow, TValue> value) =>
        new() { TypedValue = Array.ConvertAll(rows, row => value(row)) };
}
