using System.Data.Common;
using AccountGrains.Storage;
using Npgsql;

namespace AccountGrains.Ledger.Tests.Storage;

public sealed class PostgresDatabase(PostgresServer server, string name, string connectionString) : TestDatabase
{
    private string? silo;

    public string Name => name;

    /// <summary>As its owner connects, who may do everything.</summary>
    public override string Store => connectionString;

    /// <summary>The role of the silos of this database.</summary>
    public string SiloRole => $"silo of {name}";

    /// <summary>Migrates it, and gives how a role connects that has the rights of a silo and no others.</summary>
    public async Task<string> GrantToSiloAsync()
    {
        if (silo is not null) return silo;
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Username = SiloRole, Password = Guid.NewGuid().ToString() };
        await server.RunSqlAsync($"CREATE ROLE \"{SiloRole}\" LOGIN PASSWORD '{settings.Password}'");
        silo = settings.ToString();
        await RelationalStore.MigrateAsync(connectionString, SiloRole);
        return silo;
    }

    public override async ValueTask DisposeAsync()
    {
        await using (var connection = Connection()) NpgsqlConnection.ClearPool(connection);
        await server.RunSqlAsync($"DROP DATABASE {name} WITH (FORCE)");
        await server.RunSqlAsync($"DROP ROLE IF EXISTS \"{SiloRole}\"");
    }

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = Connection();
        await connection.OpenAsync();
        return connection;
    }

    // Pooled, but not with those of a host: to connect takes the server longer than to answer somebody who looks again and again.
    private NpgsqlConnection Connection() => new(connectionString + ";Application Name=test");
}
