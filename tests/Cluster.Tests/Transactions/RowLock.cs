using AccountGrains.Ledger.Tests.Storage;
using Npgsql;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Somebody who has locked the row of an account: whoever writes it waits, with all that comes after.</summary>
internal sealed class RowLock : IAsyncDisposable
{
    private const string Waiting = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private readonly TestDatabase database;
    private readonly NpgsqlConnection connection;

    private RowLock(TestDatabase database, NpgsqlConnection connection) =>
        (this.database, this.connection) = (database, connection);

    public static async Task<RowLock> TakeAsync(TestDatabase database, string account)
    {
        var connection = new NpgsqlConnection(database.Store + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; SELECT 1 FROM account WHERE id = @id FOR UPDATE", connection);
        command.Parameters.AddWithValue("id", account);
        Assert.NotNull(await command.ExecuteScalarAsync());
        return new RowLock(database, connection);
    }

    public Task SomebodyWaits() =>
        Eventually.Holds(async () => await database.CountAsync(Waiting) == 1, "somebody waits for the lock");

    /// <summary>Ends the sessions that wait. What they were sent has its commit with it, and would be carried out without its sender.</summary>
    public async Task EndWhoWaits()
    {
        await database.ReadAsync($"SELECT pg_terminate_backend(pid) FROM {Waiting}");
        await Eventually.Holds(async () => await database.CountAsync(Waiting) == 0, "nobody waits for the lock");
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
