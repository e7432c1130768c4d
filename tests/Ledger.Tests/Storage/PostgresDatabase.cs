using System.Data.Common;
using Npgsql;

namespace AccountGrains.Ledger.Tests.Storage;

public sealed class PostgresDatabase(PostgresServer server, string name, string connectionString) : TestDatabase
{
    public string Name => name;

    public override string Store => connectionString;

    public override async ValueTask DisposeAsync() => await server.RunSqlAsync($"DROP DATABASE {name} WITH (FORCE)");

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
