using System.Collections.Concurrent;
using Npgsql;

namespace AccountGrains.Storage;

/// <summary>
/// Statements for one transaction, each with one array a column and with the number of rows that it must find or write. One
/// that does not find them fails by itself, so that all are sent with their commit: one round trip, however many rows.
/// </summary>
public sealed class CountedBatch : IDisposable
{
    // No other statement of a batch divides: its error means that others were there first.
    private const string NotAsExpected = PostgresErrorCodes.DivisionByZero;

    private static readonly ConcurrentDictionary<(string Text, string Rows), string> Texts = [];

    private readonly NpgsqlBatch batch;
    private Action? afterCommit;

    internal CountedBatch(NpgsqlConnection connection) => batch = connection.CreateBatch();

    /// <summary>Adds a statement that must return a row for each that its columns have, unless there are none.</summary>
    public void Add(string text, params ReadOnlySpan<NpgsqlParameter> columns) =>
        Append(Counted(text, "cardinality($1)"), columns);

    /// <summary>Adds a statement that must not return a row, unless its columns have none.</summary>
    public void AddNone(string text, params ReadOnlySpan<NpgsqlParameter> columns) =>
        Append(Counted(text, "0"), columns);

    /// <summary>Adds a statement that may touch any number of rows, unless its columns have none.</summary>
    public void AddAny(string text, params ReadOnlySpan<NpgsqlParameter> columns) => Append(text, columns);

    /// <summary>Has something done once the statements are known to be committed.</summary>
    internal void AfterCommit(Action action) => afterCommit += action;

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    /// <summary>
    /// The rows that parameters are the columns of, as a subquery. Where a statement selects from unnest itself, PostgreSQL gathers
    /// each column before there is a row.
    /// </summary>
    /// <param name="names">The names of the columns, joined by commas.</param>
    internal static string Unnest(string names) =>
        $"(SELECT {string.Join(", ", names.Split(", ").Select((name, i) => $"unnest(${i + 1}) AS {name}"))})";

    /// <summary>A parameter with one value for each row.</summary>
    public static NpgsqlParameter<TValue[]> Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(value);
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        return new() { TypedValue = values };
    }

    /// <summary>
    /// Runs the statements in one transaction. False where one did not find the rows it must, met one that must not be there, or was
    /// undone in favour of another transaction: then nothing was written, and it may be tried again.
    /// </summary>
    internal async Task<bool> TryCommitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            try
            {
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException lost)
                when (lost.SqlState is NotAsExpected or PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                return false;
            }
        }

        afterCommit?.Invoke();
        return true;
    }

    private static string Counted(string text, string rows) => Texts.GetOrAdd(
        (text, rows),
        static of => $"WITH found AS ({of.Text}) SELECT 1 / (count(*) = {of.Rows})::int AS all_as_expected FROM found");

    private void Append(string text, ReadOnlySpan<NpgsqlParameter> columns)
    {
        if (((Array)columns[0].Value!).Length == 0) return;
        var command = new NpgsqlBatchCommand(text);
        foreach (var column in columns) command.Parameters.Add(column);
        batch.BatchCommands.Add(command);
    }
}
