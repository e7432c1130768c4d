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
    private const string VersionTable = "CREATE TABLE IF NOT EXISTS ledger_version (version int NOT NULL PRIMARY KEY)";

    private static readonly (int Version, string Resource)[] Migrations =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name[..3], CultureInfo.InvariantCulture), name))];

    private static int Latest => Migrations[^1].Version;

    public async Task RunAsync(DbConnection connection, bool create, CancellationToken cancellationToken)
    {
        var version = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (version == Latest) return;
        if (version == 0 && !create) throw new StoreException(StoreProblem.NotALedger, "is empty: no account was ever opened in it");

        var transaction = await dialect.BeginMigrationAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Another process may have migrated while this one waited for its turn.
            version = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
            if (version == 0) await connection.ExecuteAsync(VersionTable, cancellationToken).ConfigureAwait(false);
            foreach (var migration in Migrations.Where(migration => migration.Version > version))
                await ApplyAsync(connection, migration.Version, migration.Resource, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The version of the schema, 0 where there is none yet.</summary>
    private async Task<long> ReadVersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // One query for all the names: what another process commits between two of them would look like a mixture.
        using var names = connection.Command(dialect.Tables);
        var tables = await names.ReadAllAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        if (tables.Count == 0) return 0;
        if (!tables.Contains("ledger_version"))
            throw new StoreException(StoreProblem.NotALedger, "is not a ledger: it has tables of another program");

        using var query = connection.Command("SELECT coalesce(max(version), 0) FROM ledger_version");
        var version = await query.ReadNumberAsync(cancellationToken).ConfigureAwait(false);
        return version <= Latest ? version : throw new StoreException(
            StoreProblem.NewerVersion, $"its schema has version {version}, this program knows {Latest}: use a newer program");
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
}
