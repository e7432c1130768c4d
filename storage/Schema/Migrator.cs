using System.Data.Common;
using System.Globalization;
using System.Reflection;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// Brings a database to the schema of this program. Each migration is a file <c>NNN_name.sql</c> of this folder, applied
/// once, in a transaction of its own with its version; several processes that start at once take turns.
/// </summary>
internal sealed class Migrator(Dialect dialect)
{
    private static readonly (int Version, string Resource)[] Migrations =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name[..3], CultureInfo.InvariantCulture), name))];

    private static int Latest => Migrations[^1].Version;

    public async Task RunAsync(DbConnection connection, bool create, CancellationToken cancellationToken)
    {
        if (await IsCurrentAsync(connection, create, cancellationToken).ConfigureAwait(false)) return;
        var transaction = await dialect.BeginMigrationAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Another process may have migrated while this one waited for its turn.
            var version = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
            if (version == 0)
                await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS ledger_version (version int NOT NULL PRIMARY KEY)", cancellationToken).ConfigureAwait(false);
            foreach (var migration in Migrations.Where(migration => migration.Version > version))
                await ApplyAsync(connection, migration.Version, migration.Resource, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsCurrentAsync(DbConnection connection, bool create, CancellationToken cancellationToken)
    {
        var version = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (version == 0 && !create) throw new StoreException(StoreProblem.NotALedger, "is empty: no account was ever opened in it");
        if (version > Latest)
        {
            throw new StoreException(
                StoreProblem.NewerVersion, $"its schema has version {version}, this program knows {Latest}: use a newer program");
        }

        return version == Latest;
    }

    private async Task<long> ReadVersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (await ReadNumberAsync(connection, dialect.HasVersion, cancellationToken).ConfigureAwait(false) > 0)
            return await ReadNumberAsync(connection, "SELECT coalesce(max(version), 0) FROM ledger_version", cancellationToken).ConfigureAwait(false);

        if (await ReadNumberAsync(connection, dialect.ForeignTables, cancellationToken).ConfigureAwait(false) > 0)
            throw new StoreException(StoreProblem.NotALedger, "is not a ledger: it has tables of another program");
        return 0;
    }

    private async Task ApplyAsync(DbConnection connection, int version, string resource, CancellationToken cancellationToken)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var text = new StreamReader(stream);
        var migration = await text.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(dialect.Translate(migration), cancellationToken).ConfigureAwait(false);
        using var record = connection.Command("INSERT INTO ledger_version (version) VALUES (@version)", ("version", version));
        await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> ReadNumberAsync(DbConnection connection, string query, CancellationToken cancellationToken)
    {
        using var command = connection.Command(query);
        return await command.ReadNumberAsync(cancellationToken).ConfigureAwait(false);
    }
}
