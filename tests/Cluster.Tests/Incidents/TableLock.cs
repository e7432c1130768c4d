using AccountGrains.Ledger.Tests.Storage;
using Npgsql;

namespace AccountGrains.Cluster.Tests.Incidents;

/// <summary>Somebody who has locked a whole table: whoever writes it waits, or whoever reads it too.</summary>
internal sealed class TableLock : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private TableLock(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<TableLock> TakeAsync(TestDatabase database, string table, string mode = "ACCESS EXCLUSIVE")
    {
        var connection = new NpgsqlConnection(database.Store + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN {mode} MODE", connection);
        await command.ExecuteNonQueryAsync();
        return new TableLock(connection);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
