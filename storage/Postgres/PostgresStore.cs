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
        // A pooler that cannot keep prepared statements needs the 0 that its users set.
        if (!settings.ContainsKey("Max Auto Prepare")) settings.MaxAutoPrepare = 32;
        settings.AutoPrepareMinUsages = 2;
        settings.ApplicationName ??= "accounts";
        // The caller's own transactions have nothing to do with the ledger's.
        settings.Enlist = false;
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
        if (await ReadSettingAsync("synchronous_commit", cancellationToken).ConfigureAwait(false) == "off")
            throw new StoreException(StoreProblem.Unsuitable, "synchronous_commit is off: what is committed could be lost; turn it on");
        if (await ReadSettingAsync("server_encoding", cancellationToken).ConfigureAwait(false) is not "UTF8" and var encoding)
            throw new StoreException(StoreProblem.Unsuitable, $"its encoding is {encoding}: a memo may have any character, which needs UTF8");
        return await base.PrepareAsync(create, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> ReadSettingAsync(string name, CancellationToken cancellationToken)
    {
        using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        using var setting = connection.Command($"SHOW {name}");
        return (string?)await setting.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
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
