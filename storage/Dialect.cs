using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Where one database speaks otherwise than the other. Everything else is the same SQL for both.</summary>
internal abstract class Dialect
{
    /// <summary>Which database it is, for the person who runs the ledger; without secrets.</summary>
    public abstract string Name { get; }

    /// <summary>The folder below <c>Schema</c> with the migrations that are for this database alone.</summary>
    public abstract string Folder { get; }

    /// <summary>Fills the words in braces of a migration.</summary>
    public abstract string Translate(string migration);

    /// <summary>A query of one column with the texts of the parameter <c>@ids</c>.</summary>
    public abstract string Ids { get; }

    /// <summary>A table <c>k (account, key)</c> with the pairs of the parameters that <see cref="AddKeys"/> adds.</summary>
    public abstract string Keys(string keyType);

    /// <summary>A table <c>s</c> with the objects of the JSON array in the parameter <c>@records</c>.</summary>
    /// <param name="columns">Their names and types, joined by commas.</param>
    public abstract string Records(string columns);

    /// <summary>Ends a query of a table whose rows are going to be changed: those that another process is changing are left to it.</summary>
    public abstract string SkipLocked(string table);

    /// <summary>A join of <see cref="Keys"/> with the row <c>r</c> of each in a table.</summary>
    public abstract string RowOfKey(string table, string column);

    /// <summary>A join of <c>account a</c> with the newest entries <c>e</c> of each, as many as the parameter <c>@window</c> says.</summary>
    public abstract string Newest { get; }

    /// <summary>
    /// A join of <c>settlement s</c> with the entries <c>e</c> of the account that pays whose request ids begin with the run and a
    /// colon.
    /// </summary>
    public abstract string EntriesOfRun { get; }

    /// <summary>From the colon to the character after it: a range of the unique key, whatever characters the run has.</summary>
    protected const string IsOfRun =
        "e.account = s.account AND e.request_id >= s.run || ':' AND e.request_id < s.run || ';'";

    /// <summary>The names of the tables that are the ledger's, or that stand in its way in a database that is none.</summary>
    public abstract string Tables { get; }

    /// <summary>
    /// The legs of transfers that a cluster has prepared, to be joined to those of the journal: once one account has committed
    /// its leg, the others are promised.
    /// </summary>
    public virtual string PreparedLegs => "";

    /// <summary>Adds the parameter <c>@ids</c>.</summary>
    public abstract void AddIds(DbCommand command, IReadOnlyCollection<string> ids);

    /// <summary>Adds the parameters of <see cref="Keys"/>.</summary>
    public abstract void AddKeys<T>(DbCommand command, IReadOnlyCollection<(string Account, T Key)> keys) where T : notnull;

    /// <summary>Begins a transaction in which all reads see one state of the database.</summary>
    public abstract ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Begins the one transaction that may change the schema, waiting for its turn.</summary>
    public abstract Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Gives a role what a silo needs of the newest schema, and nothing else.</summary>
    public abstract Task GrantAsync(DbConnection connection, string role, CancellationToken cancellationToken);

    /// <summary>Says in one line what a failure means for the person who runs the ledger.</summary>
    public abstract StoreException Explain(Exception failure);
}
