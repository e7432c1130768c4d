using System.Data.Common;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

/// <summary>Accounts in PostgreSQL.</summary>
internal sealed class PostgresStore : RelationalStore
{
    private readonly NpgsqlDataSource source;

    public PostgresStore(string connectionString)
        : this(Parse(connectionString))
    {
    }

    private PostgresStore(NpgsqlConnectionStringBuilder settings)
        : base(new PostgresDialect($"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}"))
    {
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 32;
        settings.AutoPrepareMinUsages = 2;
        settings.ApplicationName ??= "accounts";
        source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>A file name has no key with a value.</summary>
    public static bool IsConnectionString(string store) =>
        store.Contains("Host=", StringComparison.OrdinalIgnoreCase) || store.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    private protected override async Task<bool> TryWriteAsync(
        IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken)
    {
        var connection = await ConnectToWriteAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                return await PostgresWriter.TryWriteAsync(connection, accounts, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException lost) when (lost.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                return false;
            }
        }
    }

    private protected override async Task<bool> PrepareAsync(bool create, CancellationToken cancellationToken)
    {
        using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        using var durability = connection.Command("SHOW synchronous_commit");
        if (await durability.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is "off")
            throw new StoreException(StoreProblem.NotDurable, "synchronous_commit is off: what is committed could be lost; turn it on");
        return await base.PrepareAsync(create, cancellationToken).ConfigureAwait(false);
    }

    // Failing to connect is known to have written nothing, unlike a connection that is lost later.
    private async Task<NpgsqlConnection> ConnectToWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException unreachable)
        {
            throw new StoreException(StoreProblem.Offline, unreachable.Message, unreachable);
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException malformed)
        {
            throw new StoreException(StoreProblem.NotALedger, $"the PostgreSQL connection string is malformed: {malformed.Message}", malformed);
        }
    }
}
