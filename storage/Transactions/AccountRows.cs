using AccountGrains.Ledger;
using Npgsql;
using static AccountGrains.Storage.CountedBatch;

namespace AccountGrains.Storage;

/// <summary>How a committed account becomes rows: those of the embedded host.</summary>
/// <param name="dialect">The dialect of PostgreSQL.</param>
/// <param name="window">The newest entries to load.</param>
/// <param name="handover">Gets the messages that accounts send.</param>
internal sealed class AccountRows(Dialect dialect, int window, Handover? handover = null) : IStateRows<Books>
{
    // As a lateral join with a limit it is one index look-up a row, whatever the planner believes of the table.
    private static readonly string TakenRequests =
        $"""
        SELECT n.account FROM {Unnest("account, request_id")} n
        CROSS JOIN LATERAL (SELECT 1 FROM entry WHERE account = n.account AND request_id = n.request_id LIMIT 1) e
        """;

    private static readonly string TakenReversals =
        $"""
        SELECT n.account FROM {Unnest("account, reverses")} n
        CROSS JOIN LATERAL (
            SELECT 1 FROM entry WHERE account = n.account AND reverses = n.reverses AND outcome = 0 LIMIT 1) e
        """;

    public string Table => "account";

    public string Fields => Rows.AccountFields;

    public NpgsqlParameter[] Columns(IReadOnlyList<Books> states) =>
        PostgresColumns.Fields([.. states.Select(state => state.Account)]);

    public async Task<Books> LoadAsync(NpgsqlConnection connection, string id)
    {
        var accounts = await Loading.LoadAsync(connection, dialect, [id], window, CancellationToken.None).ConfigureAwait(false);
        return new Books { Account = accounts[0] };
    }

    public void Append(CountedBatch batch, IReadOnlyList<(Books Before, Books After)> changes) =>
        PostgresColumns.Append(batch, [.. changes.Select(change => change.After.Since(change.Before))], handover);

    public void Promise(CountedBatch batch, IReadOnlyList<(Books Before, Books After)> changes)
    {
        var (requests, reversals) = Unique(changes);
        batch.AddNone(TakenRequests, requests);
        batch.AddNone(TakenReversals, reversals);
    }

    public async Task<IReadOnlySet<Books>> FindTakenAsync(
        NpgsqlConnection connection, IReadOnlyList<(Books Before, Books After)> changes)
    {
        var (requests, reversals) = Unique(changes);
        var taken = await connection.ReadIdsAsync(TakenRequests, requests).ConfigureAwait(false);
        taken.UnionWith(await connection.ReadIdsAsync(TakenReversals, reversals).ConfigureAwait(false));
        return changes.Select(change => change.After).Where(after => taken.Contains(after.Account.Id)).ToHashSet();
    }

    public string Encode(Books before, Books after) => AccountChange.Of(after.Since(before)).ToJson();

    public Books Decode(Books before, string change) => new() { Account = AccountChange.Parse(change).Apply(before.Account) };

    private static (NpgsqlParameter[] Requests, NpgsqlParameter[] Reversals) Unique(
        IReadOnlyList<(Books Before, Books After)> changes)
    {
        var entries = changes.SelectMany(change => change.After.Since(change.Before).Unstored).ToArray();
        var reversals = entries.Where(entry => entry is { IsApplied: true, Reverses: not null }).ToArray();
        return (
            [Column(entries, entry => entry.Account), Column(entries, entry => entry.RequestId)],
            [Column(reversals, entry => entry.Account), Column(reversals, entry => entry.Reverses!.Value)]);
    }
}
