using System.Data.Common;

namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>An empty database of one test, which goes when the test is over.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>What <c>--store</c> takes.</summary>
    public abstract string Store { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs SQL as somebody would who opens the database by hand.</summary>
    public async Task<int> RunAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string rows)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {rows}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    /// <summary>All rows of a query, each as one line.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string query)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(string.Join(" ", Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column)))));
        return lines;
    }

    /// <summary>Takes the schema back to the version before, by undoing what the newest migration did.</summary>
    public Task UndoNewestMigrationAsync() => RunAsync("DROP TABLE message; DELETE FROM ledger_version WHERE version = 6");

    protected abstract Task<DbConnection> ConnectAsync();

    // SQLite gives exact text, PostgreSQL a decimal of four places: one notation for both.
    private static string Text(object value) => value switch
    {
        decimal amount => amount.ToString("0.####", null),
        string text when decimal.TryParse(text, out var amount) => amount.ToString("0.####", null),
        _ => Convert.ToString(value, null)!,
    };
}
