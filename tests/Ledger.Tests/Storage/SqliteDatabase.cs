using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AccountGrains.Ledger.Tests.Storage;

public sealed class SqliteDatabase : TestDatabase
{
    private readonly TemporaryFolder folder = new();

    public override string Store => folder.File("accounts.db");

    public override ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
