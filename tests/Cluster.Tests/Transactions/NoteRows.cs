using System.Globalization;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;
using Npgsql;
using static AccountGrains.Storage.CountedBatch;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Notes in a table of their own. A change is a difference, so that a chain in the wrong order is noticed.</summary>
internal sealed class NoteRows : IStateRows<Note>
{
    private static readonly HashSet<Note> None = [];

    public string Table => "note";

    public string Fields => "value";

    public static Task CreateTableAsync(TestDatabase database) => database.RunAsync(
        """
        CREATE TABLE IF NOT EXISTS note (
            id text PRIMARY KEY, version bigint NOT NULL, committed bigint NOT NULL, clock bigint NOT NULL,
            prepared integer NOT NULL, value integer NOT NULL)
        """);

    public NpgsqlParameter[] Columns(IReadOnlyList<Note> states) => [Column(states, state => state.Value)];

    public async Task<Note> LoadAsync(NpgsqlConnection connection, string id)
    {
        await using var command = new NpgsqlCommand("SELECT value FROM note WHERE id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        return new Note { Value = (int?)await command.ExecuteScalarAsync() ?? 0 };
    }

    public void Append(CountedBatch batch, IReadOnlyList<(Note Before, Note After)> changes)
    {
    }

    public void Promise(CountedBatch batch, IReadOnlyList<(Note Before, Note After)> changes)
    {
    }

    public Task<IReadOnlySet<Note>> FindTakenAsync(
        NpgsqlConnection connection, IReadOnlyList<(Note Before, Note After)> changes) =>
        Task.FromResult<IReadOnlySet<Note>>(None);

    public string Encode(Note before, Note after) => (after.Value - before.Value).ToString(CultureInfo.InvariantCulture);

    public Note Decode(Note before, string change) =>
        new() { Value = before.Value + int.Parse(change, CultureInfo.InvariantCulture) };
}
