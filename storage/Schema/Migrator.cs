using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// Brings a database to the schema of this program. Each migration is a file <c>NNN_name.sql</c> of this folder, or of the one
/// of a dialect for that database alone; no number is in two of them. It is applied once and recorded, all in one transaction;
/// several processes that start at once take turns.
/// </summary>
internal sealed partial class Migrator(Dialect dialect)
{
    private const string VersionTable = "CREATE TABLE IF NOT EXISTS ledger_version (version int NOT NULL PRIMARY KEY)";

    private readonly Migration[] migrations =
        [.. Scripts.Names
            .Select(Migration.Of)
            .OfType<Migration>()
            .Where(migration => migration.Folder == "" || migration.Folder == dialect.Folder)
            .OrderBy(migration => migration.Version)];

    private int Latest => migrations[^1].Version;

    /// <param name="connection">The database.</param>
    /// <param name="mode">What may be done to it.</param>
    /// <param name="grantTo">A role that gets what a silo needs, in the same transaction: whoever waits for this schema may use it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SchemaChange> RunAsync(
        DbConnection connection, OpenMode mode, string? grantTo, CancellationToken cancellationToken)
    {
        var applied = await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
        var missing = Missing(applied);
        if (missing.Length == 0 && grantTo is null) return new SchemaChange(Latest, Latest);
        if (applied.Count == 0 && mode == OpenMode.Existing)
            throw new StoreException(StoreProblem.NotALedger, "is empty: no account was ever opened in it");
        if (missing.Length > 0 && mode == OpenMode.Current) throw Older(VersionOf(applied));

        var transaction = await dialect.BeginMigrationAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Another process may have migrated while this one waited for its turn.
            applied = await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(VersionTable, cancellationToken).ConfigureAwait(false);
            foreach (var migration in Missing(applied)) await ApplyAsync(connection, migration, cancellationToken).ConfigureAwait(false);
            if (grantTo is not null) await dialect.GrantAsync(connection, grantTo, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        return new SchemaChange(VersionOf(applied), Latest);
    }

    private StoreException Older(int version) => new(
        StoreProblem.OlderVersion,
        $"{(version == 0 ? "is empty" : $"its schema has version {version}")}, this program needs version {Latest}: migrate it first");

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
    private Migration[] Missing(List<int> applied) => [.. migrations.ExceptBy(applied, migration => migration.Version)];

    private static int VersionOf(List<int> applied) => applied.DefaultIfEmpty().Max();

    /// <summary>The versions of the migrations that were applied, none in an empty database.</summary>
    private async Task<List<int>> ReadAppliedAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // One query for all the names: what another process commits between two of them would look like a mixture.
        using var names = connection.Command(dialect.Tables);
        var tables = await names.ReadAllAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        if (tables.Count == 0) return [];
        if (!tables.Contains("ledger_version"))
            throw new StoreException(StoreProblem.NotALedger, "is not a ledger: it has tables of another program");

        using var query = connection.Command("SELECT version FROM ledger_version");
        var applied = await query.ReadAllAsync(row => row.GetInt32(0), cancellationToken).ConfigureAwait(false);
        var version = VersionOf(applied);
        return version <= Latest ? applied : throw new StoreException(
            StoreProblem.NewerVersion, $"its schema has version {version}, this program knows {Latest}: use a newer program");
    }

    private async Task ApplyAsync(DbConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        var sql = await Scripts.ReadAsync(migration.Script, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(dialect.Translate(sql), cancellationToken).ConfigureAwait(false);
        using var record = connection.Command(
            "INSERT INTO ledger_version (version) VALUES (@version)", ("version", migration.Version));
        await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed partial record Migration(string Script, string Folder, int Version)
    {
        /// <summary>The migration that a script is, or null: the others are not numbered.</summary>
        public static Migration? Of(string script) => Name().Match(script) is { Success: true } name
            ? new Migration(script, name.Groups["folder"].Value, int.Parse(name.Groups["version"].Value, CultureInfo.InvariantCulture))
            : null;

        [GeneratedRegex(@"^((?<folder>\w+)/)?(?<version>\d{3})_\w+\.sql$", RegexOptions.ExplicitCapture)]
        private static partial Regex Name();
    }
}
