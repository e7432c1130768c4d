using AccountGrains.Ledger;
using Npgsql;
using static AccountGrains.Storage.CountedBatch;

namespace AccountGrains.Storage;

/// <summary>The SQL by which the embedded host writes a batch to PostgreSQL.</summary>
internal static class PostgresWriter
{
    private static readonly string Check =
        $"""
        SELECT 1 FROM {Unnest("id, stored")} c LEFT JOIN account a ON a.id = c.id
        WHERE coalesce(a.sequence, 0) = c.stored
        """;

    private static readonly string Open =
        $"INSERT INTO account ({Rows.AccountColumns}) {Unnest(Rows.AccountColumns)} ON CONFLICT DO NOTHING RETURNING 1";

    // What a cluster has prepared is promised, and may be decided already: it must not find another balance than it left.
    private static readonly string Update =
        $"""
        UPDATE account a SET status = c.status, currency = c.currency, kind = c.kind, overdraft_limit = c.overdraft_limit,
            busy = c.busy, balance = c.balance, held = c.held, sequence = c.sequence, version = a.version + 1
        FROM {Unnest($"{Rows.AccountColumns}, stored")} c
        WHERE a.id = c.id AND a.sequence = c.stored AND a.prepared = 0 RETURNING 1
        """;

    public static void Fill(CountedBatch batch, IReadOnlyCollection<AccountState> accounts)
    {
        var read = accounts.Where(account => account.Unstored.IsEmpty).ToArray();
        var written = accounts.Where(account => !account.Unstored.IsEmpty).ToArray();
        var opened = written.Where(account => account.StoredSequence == 0).ToArray();
        var updated = written.Where(account => account.StoredSequence > 0).ToArray();

        batch.Add(Check, Ids(read), Stored(read));
        batch.Add(Open, [Ids(opened), .. PostgresColumns.Fields(opened)]);
        batch.Add(Update, [Ids(updated), .. PostgresColumns.Fields(updated), Stored(updated)]);
        PostgresColumns.Append(batch, written);
    }

    private static NpgsqlParameter<string[]> Ids(AccountState[] accounts) => Column(accounts, account => account.Id);

    private static NpgsqlParameter<long[]> Stored(AccountState[] accounts) => Column(accounts, account => account.StoredSequence);
}
