using Npgsql;

namespace AccountGrains.Storage;

/// <summary>
/// Statements for one transaction, each with one array a column and with the number of rows that it must find or write: the
/// number of round trips does not depend on the number of rows.
/// </summary>
public sealed class CountedBatch : IDisposable
{
    private readonly NpgsqlBatch batch;
    private readonly List<int?> expected = [];

    internal CountedBatch(NpgsqlConnection connection) => batch = connection.CreateBatch();

    /// <summary>Adds a statement that must touch as many rows as its columns have, unless there are none.</summary>
    public void Add(string text, params ReadOnlySpan<NpgsqlParameter> columns) => Append(text, Rows(columns), columns);

    /// <summary>Adds a statement that must not find a row, unless its columns have none.</summary>
    public void AddNone(string text, params ReadOnlySpan<NpgsqlParameter> columns) => Append(text, 0, columns);

    /// <summary>Adds a statement that may touch any number of rows, unless its columns have none.</summary>
    public void AddAny(string text, params ReadOnlySpan<NpgsqlParameter> columns) => Append(text, null, columns);

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    /// <summary>A parameter with one value for each row.</summary>
    public static NpgsqlParameter<TValue[]> Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(value);
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        return new() { TypedValue = values };
    }

    /// <summary>Runs the statements in one transaction, and undoes them where one did not touch the rows it must.</summary>
    internal async Task<bool> TryCommitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < expected.Count; i++)
                if (expected[i] is { } rows && (int)batch.BatchCommands[i].Rows != rows) return false;
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    private static int Rows(ReadOnlySpan<NpgsqlParameter> columns) => ((Array)columns[0].Value!).Length;

    private void Append(string text, int? rows, ReadOnlySpan<NpgsqlParameter> columns)
    {
        if (Rows(columns) == 0) return;
        var command = new NpgsqlBatchCommand(text);
        foreach (var column in columns) command.Parameters.Add(column);
        batch.BatchCommands.Add(command);
        expected.Add(rows);
    }
}
