using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Answers the questions that memory could not, all of a kind in one query.</summary>
internal static class Lookups
{
    public static async Task<IReadOnlyList<Fact>> AnswerAsync(
        DbConnection connection, Dialect dialect, IReadOnlyCollection<Lookup> lookups, CancellationToken cancellationToken)
    {
        var requests = lookups.OfType<RequestLookup>().Select(lookup => (lookup.Account, lookup.RequestId)).ToArray();
        var sequences = lookups.OfType<EntryLookup>().Select(lookup => (lookup.Account, lookup.Sequence)).ToArray();
        var holds = lookups.OfType<HoldLookup>().Select(lookup => (lookup.Account, lookup.Hold)).ToArray();
        var senders = lookups.OfType<MessagesLookup>().Select(lookup => (lookup.Account, lookup.Account)).ToArray();
        if (requests.Length + sequences.Length + holds.Length + senders.Length < lookups.Count)
            throw new ArgumentException("an account is loaded, not looked up", nameof(lookups));

        Fact[] found =
        [
            .. await FindAsync(connection, dialect, RequestQuery(dialect), requests, ReadRequest, cancellationToken).ConfigureAwait(false),
            .. await FindAsync(connection, dialect, EntryQuery(dialect), sequences, ReadEntry, cancellationToken).ConfigureAwait(false),
            .. await FindAsync(connection, dialect, HoldQuery(dialect), holds, ReadHold, cancellationToken).ConfigureAwait(false),
            .. await FindAsync(connection, dialect, MessagesQuery(dialect), senders, ReadSender, cancellationToken).ConfigureAwait(false),
        ];
        var facts = found.ToDictionary(fact => fact.Lookup);
        return [.. lookups.Select(lookup => facts.GetValueOrDefault(lookup) ?? new Fact(lookup))];
    }

    /// <summary>The accounts that are not at the sequence they were loaded with.</summary>
    public static Task<List<string>> FindStaleAsync(
        DbConnection connection, Dialect dialect, IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken) =>
        FindAsync(
            connection,
            dialect,
            $"""
            SELECT k.account FROM {dialect.Keys("bigint")} LEFT JOIN account a ON a.id = k.account
            WHERE coalesce(a.sequence, 0) <> k.key
            """,
            [.. accounts.Select(account => (account.Id, account.StoredSequence))],
            row => row.GetString(0),
            cancellationToken);

    private static string RequestQuery(Dialect dialect) =>
        $"SELECT {Rows.Of("r", Rows.EntryColumns)} FROM {dialect.Keys("text")} {dialect.RowOfKey("entry", "request_id")}";

    private static string EntryQuery(Dialect dialect) =>
        $"""
        SELECT {Rows.Of("r", Rows.EntryColumns)}, EXISTS (
            SELECT 1 FROM entry e WHERE e.account = r.account AND e.reverses = r.sequence AND e.outcome = 0),
            (SELECT m.status FROM message m WHERE m.account = r.account AND m.sequence = r.sequence)
        FROM {dialect.Keys("bigint")} {dialect.RowOfKey("entry", "sequence")}
        """;

    private static string HoldQuery(Dialect dialect) =>
        $"SELECT {Rows.Of("r", Rows.HoldColumns)} FROM {dialect.Keys("text")} {dialect.RowOfKey("hold", "id")}";

    private static string MessagesQuery(Dialect dialect) =>
        $"""
        SELECT k.account FROM {dialect.Keys("text")}
        WHERE EXISTS (SELECT 1 FROM message m WHERE m.account = k.account AND m.due_at IS NOT NULL)
        """;

    private static Fact ReadSender(DbDataReader row) => new(new MessagesLookup(row.GetString(0)), HasMessages: true);

    private static Fact ReadRequest(DbDataReader row)
    {
        var entry = Rows.ReadEntry(row);
        return new Fact(new RequestLookup(entry.Account, entry.RequestId), entry);
    }

    private static Fact ReadEntry(DbDataReader row)
    {
        var entry = Rows.ReadEntry(row);
        MessageStatus? message = row.IsDBNull(15) ? null : Names<MessageStatus>.Parse(row.GetString(15));
        return new Fact(new EntryLookup(entry.Account, entry.Sequence), entry, row.GetBoolean(14), Message: message);
    }

    private static Fact ReadHold(DbDataReader row)
    {
        var hold = Rows.ReadHold(row);
        return new Fact(new HoldLookup(row.GetString(0), hold.Id), Hold: hold);
    }

    private static async Task<List<T>> FindAsync<T, TKey>(
        DbConnection connection,
        Dialect dialect,
        string query,
        IReadOnlyCollection<(string, TKey)> keys,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken)
        where TKey : notnull
    {
        if (keys.Count == 0) return [];
        using var command = connection.Command(query);
        dialect.AddKeys(command, keys);
        return await command.ReadAllAsync(read, cancellationToken).ConfigureAwait(false);
    }
}
