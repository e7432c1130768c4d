using System.Data.Common;
using AccountGrains.Ledger;
using Microsoft.Data.Sqlite;

namespace AccountGrains.Storage;

/// <summary>Accounts in a SQLite file: write-ahead log, synced to disk at every commit.</summary>
internal sealed class SqliteStore : RelationalStore
{
    private const int BusyTimeoutMilliseconds = 10_000;

    private readonly string file;
    private readonly string connectionString;
    private readonly SemaphoreSlim writing = new(1);
    private SqliteWriter? writer;

    public SqliteStore(string file)
        : base(new SqliteDialect(file))
    {
        this.file = Path.GetFullPath(file);
        connectionString = new SqliteConnectionStringBuilder { DataSource = this.file, DefaultTimeout = 1 }.ToString();
    }

    public override async ValueTask DisposeAsync()
    {
        if (writer is not null) await writer.DisposeAsync().ConfigureAwait(false);
        writing.Dispose();
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await OpenAsync(cancellationToken).ConfigureAwait(false);

    private protected override Task<bool> TryWriteAsync(
        IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            writer ??= await StartWriterAsync(cancellationToken).ConfigureAwait(false);
            return writer.TryWrite(accounts);
        },
        cancellationToken);

    private protected override Task<T> WriteBesideAsync<T>(
        Func<DbConnection, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        InTurnAsync(() => base.WriteBesideAsync(write, cancellationToken), cancellationToken);

    // Who waits for SQLite's own lock is not woken when that is free, and may never meet it free.
    private async Task<T> InTurnAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await write().ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    // A batch touches pages all over the tables: 64 MB of them stay in memory, and go from the log to the file less often.
    private async Task<SqliteWriter> StartWriterAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("PRAGMA cache_size = -65536", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("PRAGMA wal_autocheckpoint = 10000", cancellationToken).ConfigureAwait(false);
        return new SqliteWriter(connection);
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}", cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync("PRAGMA synchronous = FULL", cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private protected override async Task<SchemaChange> PrepareAsync(
        OpenMode mode, string? grantTo, CancellationToken cancellationToken)
    {
        if (mode != OpenMode.Create && !File.Exists(file)) throw new StoreException(StoreProblem.NotALedger, "does not exist");
        var change = await base.PrepareAsync(mode, grantTo, cancellationToken).ConfigureAwait(false);
        using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        using var journal = connection.Command("PRAGMA journal_mode");
        if (await journal.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not "wal")
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL", cancellationToken).ConfigureAwait(false);
        return change;
    }
}
