using System.Data.Common;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

/// <summary>Gives a role what a silo needs, and makes sure that it has no more.</summary>
internal static class PostgresGrants
{
    private const string Script = "Postgres/grants.sql";

    // Whoever owns a table or its schema, or may act as an owner, can take every right again.
    private const string TooMuch =
        """
        SELECT CASE
            WHEN pg_has_role(@role, c.relowner, 'MEMBER') OR pg_has_role(@role, n.nspowner, 'MEMBER')
                THEN 'owns the tables or their schema, is a superuser, or is a member of such a role: use another one for silos'
            WHEN has_schema_privilege(@role, n.oid, 'CREATE')
                THEN 'may create tables by a right of PUBLIC or of a role that it is a member of: whoever owns the schema has to revoke that'
            WHEN has_table_privilege(@role, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') OR has_any_column_privilege(@role, c.oid, 'UPDATE')
                THEN 'may change entries by a right of PUBLIC or of a role that it is a member of: whoever gave that has to revoke it'
        END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = 'entry' AND n.nspname = current_schema()
        """;

    public static async Task RunAsync(DbConnection connection, string role, CancellationToken cancellationToken)
    {
        if (await ReadAsync(connection, "SELECT rolname FROM pg_roles WHERE rolname = @role", role, cancellationToken).ConfigureAwait(false) is null)
            throw new StoreException(StoreProblem.Unsuitable, $"role '{role}' does not exist: create it first, by CREATE ROLE");

        var schema = await ReadAsync(connection, "SELECT current_schema()", role, cancellationToken).ConfigureAwait(false);
        var script = await Scripts.ReadAsync(Script, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(
            script.Replace("{schema}", Quote(schema!), StringComparison.Ordinal).Replace("{role}", Quote(role), StringComparison.Ordinal),
            cancellationToken).ConfigureAwait(false);

        if (await ReadAsync(connection, TooMuch, role, cancellationToken).ConfigureAwait(false) is { } excess)
            throw new StoreException(StoreProblem.Unsuitable, $"role '{role}' {excess}");
    }

    private static async Task<string?> ReadAsync(DbConnection connection, string query, string role, CancellationToken cancellationToken)
    {
        using var command = connection.Command(query, ("role", role));
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
    }

    private static string Quote(string name)
    {
        using var builder = new NpgsqlCommandBuilder();
        return builder.QuoteIdentifier(name);
    }
}
