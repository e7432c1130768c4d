using AccountGrains.Storage;
using Npgsql;
using NpgsqlTypes;

namespace AccountGrains.Bench.Systems.Raw;

/// <summary>Rows into PostgreSQL: one round trip a batch, two prepared statements with an array a column.</summary>
internal sealed class RawPostgres : IRawWriter
{
    private const int Lanes = 2;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch batch;

    private RawPostgres(NpgsqlConnection connection)
    {
        this.connection = connection;
        batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(
                    $"""
                    INSERT INTO entry ({Rows.EntryColumns})
                    SELECT a, s, r, k, 0, m, 0, b, c, NULL, NULL, NULL, t, f FROM {CountedBatch.Unnest("a, s, r, k, m, b, c, t, f")} e
                    """,
                    NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Numeric, NpgsqlDbType.Numeric,
                    NpgsqlDbType.Text, NpgsqlDbType.TimestampTz, NpgsqlDbType.Bytea),
                Command(
                    $"""
                    UPDATE account SET balance = u.balance, sequence = u.sequence FROM {CountedBatch.Unnest("id, balance, sequence")} u
                    WHERE account.id = u.id
                    """,
                    NpgsqlDbType.Text, NpgsqlDbType.Numeric, NpgsqlDbType.Bigint),
            },
        };
    }

    public static async Task<IReadOnlyList<IRawWriter>> StartAsync(string connectionString)
    {
        var writers = new List<IRawWriter>();
        // An account is found by its key, whatever the planner believes of a table that was never analyzed.
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off",
        };
        for (var lane = 0; lane < Lanes; lane++)
        {
            var connection = new NpgsqlConnection(settings.ToString());
            await connection.OpenAsync();
            var writer = new RawPostgres(connection);
            await writer.batch.PrepareAsync();
            writers.Add(writer);
        }

        return writers;
    }

    public Task WriteAsync(IReadOnlyList<RawEntry> entries, IReadOnlyCollection<RawAccount> accounts)
    {
        var insert = batch.BatchCommands[0].Parameters;
        insert[0].Value = Column(entries, entry => entry.Account);
        insert[1].Value = Column(entries, entry => entry.Sequence);
        insert[2].Value = Column(entries, entry => entry.RequestId);
        insert[3].Value = Column(entries, entry => entry.Kind);
        insert[4].Value = Column(entries, entry => entry.Amount);
        insert[5].Value = Column(entries, entry => entry.Balance);
        insert[6].Value = Column(entries, entry => entry.Counterparty);
        insert[7].Value = Column(entries, entry => entry.Time);
        insert[8].Value = Column(entries, entry => entry.Content);
        var update = batch.BatchCommands[1].Parameters;
        update[0].Value = Column(accounts, account => account.Id);
        update[1].Value = Column(accounts, account => account.Balance);
        update[2].Value = Column(accounts, account => account.Sequence);
        return batch.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await batch.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static TValue[] Column<TRow, TValue>(IReadOnlyCollection<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows) column[i++] = value(row);
        return column;
    }

    private static NpgsqlBatchCommand Command(string text, params NpgsqlDbType[] columns)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var column in columns) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | column });
        return command;
    }
}
