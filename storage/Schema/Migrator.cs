using System.Data.Common;
using System.Globalization;
using System.Reflection;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// Brings a database to the schema of this program. Each migration is a file <c>NNN_name.sql</c> of this folder, or of the one
/// of a dialect for that database alone; no number is in two of them. It is applied once and recorded, all in one transaction;
/// several processes that start at once take turns.
/// </summary>
internal sealed class Migrator(Dialect dialect)
{
    private const string VersionTable = "CREATE TABLE IF NOT EXISTS ledger_version (version int NOT NULL PRIMARY KEY)";

    private readonly Migration[] migrations =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(Migration.Of)
            .Where(migration => migration.Folder == "" || migration.Folder == dialect.Folder)
            .OrderBy(migration => migration.Version)];

    private int Latest => migrations[^1].Version;

    public async Task RunAsync(DbConnection connection, bool create, CancellationToken cancellationToken)
    {
        var missing = await FindMissingAsync(connection, cancellationToken).ConfigureAwait(false);
        if (missing.Length == 0) return;
        if (missing.Length == migrations.Length && !create)
            throw new StoreException(StoreProblem.NotALedger, "is empty: no account was ever opened in it");

        var transaction = await dialect.BeginMigrationAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Another process may have migrated while this one waited for its turn.
            missing = await FindMissingAsync(connection, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(VersionTable, cancellationToken).ConfigureAwait(false);
            foreach (var migration in missing) await ApplyAsync(connection, migration, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether all migrations of this program were applied. Those of a newer one may be there too: programs of both versions run
    /// side by side while they are replaced one after the other.
    /// </summary>
    public async Task<bool> AreAppliedAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var query = connection.Command("SELECT version FROM ledger_version");
        var applied = await query.ReadAllAsync(row => row.GetInt32(0), cancellationToken).ConfigureAwait(false);
        return migrations.All(migration => applied.Contains(migration.Version));
    }

    /// <summary>The migrations that were not applied yet. Versions may have gaps: the other dialect's are among them.</summary>
    private async Task<Migration[]> FindMissingAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // One query for all the names: what another process commits between two of them would look like a mixture.
        using var names = connection.Command(dialect.Tables);
        var tables = await names.ReadAllAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        if (tables.Count == 0) return migrations;
        if (!tables.Contains("ledger_version"))
            throw new StoreException(StoreProblem.NotALedger, "is not a ledger: it has tables of another program");

        using var query = connection.Command("SELECT version FROM ledger_version");
        var applied = await query.ReadAllAsync(row => row.GetInt32(0), cancellationToken).ConfigureAwait(false);
        var version = applied.DefaultIfEmpty().Max();
        return version <= Latest ? [.. migrations.ExceptBy(applied, migration => migration.Version)] : throw new StoreException(
            StoreProblem.NewerVersion, $"its schema has version {version}, this program knows {Latest}: use a newer program");
    }

    private async Task ApplyAsync(DbConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(migration.Resource)!;
        using var text = new StreamReader(stream);
        var sql = await text.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(dialect.Translate(sql), cancellationToken).ConfigureAwait(false);
        using var record = connection.Command(
            "INSERT INTO ledger_version (version) VALUES (@version)", ("version", migration.Version));
        await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed record Migration(string Resource, string Folder, int Version)
    {
        public static Migration Of(string resource)
        {
            var file = resource[(resource.IndexOf('/', StringComparison.Ordinal) + 1)..];
            var folder = resource[..^file.Length].TrimEnd('/');
            return new Migration(resource, folder, int.Parse(file[..3], CultureInfo.InvariantCulture));
        }
    }
}
