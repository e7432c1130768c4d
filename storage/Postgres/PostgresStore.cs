using System.Data.Common;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Storage;

/// <summary>Accounts in PostgreSQL.</summary>
public sealed class PostgresStore : RelationalStore
{
    // A batch finds what it needs in the memory of a session that wrote the batch before. Npgsql takes the session that rested
    // longest: among all that read, a batch would come to each of a hundred sessions once in a second.
    private const int MostWriters = 4;

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource writers;

    /// <summary>Makes the store of a database, without connecting to it.</summary>
    /// <param name="connectionString">The connection string of Npgsql.</param>
    /// <param name="timeout">How long a command or a connection may take, in whole seconds, where the connection string does not say.</param>
    /// <exception cref="StoreException">The connection string is malformed.</exception>
    public PostgresStore(string connectionString, TimeSpan? timeout = null)
        : this(Parse(connectionString), timeout)
    {
    }

    private PostgresStore(NpgsqlConnectionStringBuilder settings, TimeSpan? timeout)
        : base(new PostgresDialect($"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}"))
    {
        if (timeout is { } limit) Limit(settings, limit);
        // A pooler that cannot keep prepared statements needs the 0 that its users set. The builder's ContainsKey would say yes to
        // every keyword there is.
        if (!settings.ShouldSerialize("Max Auto Prepare")) settings.MaxAutoPrepare = 32;
        settings.AutoPrepareMinUsages = 2;
        settings.ApplicationName ??= "accounts";
        // The caller's own transactions have nothing to do with the ledger's.
        settings.Enlist = false;
        // The details of an error are the row that it is about. They would be in traces, for whoever reads those.
        settings.IncludeErrorDetail = false;
        // No statement here leaves anything behind in its session.
        settings.NoResetOnClose = true;
        var write = Math.Clamp(settings.MaxPoolSize / 2, 1, MostWriters);
        source = Source(settings, "accounts", settings.MaxPoolSize - write);
        writers = Source(settings, "accounts-writers", write);
    }

    /// <summary>A file name has no key with a value.</summary>
    internal static bool IsConnectionString(string store) =>
        store.Contains("Host=", StringComparison.OrdinalIgnoreCase) || store.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    /// <summary>The accounts as participants of transactions that a cluster keeps.</summary>
    /// <param name="window">The newest entries to load with an account.</param>
    /// <param name="batchSize">The most accounts that are written in one database transaction.</param>
    /// <param name="handover">The way of messages to a relay of this process, where there is one.</param>
    public ITransactionStore<Books> OpenTransactions(int window, int batchSize, Handover? handover = null) =>
        OpenTransactions(AccountRows(window, handover), batchSize);

    /// <summary>Participants with any state, as transactions keep them.</summary>
    public ITransactionStore<TState> OpenTransactions<TState>(IStateRows<TState> rows, int batchSize)
        where TState : class =>
        OpenTransactions(rows, batchSize, PostgresTransactions<TState>.DefaultWriters);

    internal PostgresTransactions<TState> OpenTransactions<TState>(IStateRows<TState> rows, int batchSize, int writers)
        where TState : class =>
        new(source, this.writers, Dialect, rows, batchSize, writers);

    internal IStateRows<Books> AccountRows(int window, Handover? handover = null) => new AccountRows(Dialect, window, handover);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await writers.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    private protected override Task<bool> TryWriteAsync(
        IReadOnlyCollection<AccountState> accounts, CancellationToken cancellationToken) =>
        writers.TryCommitAsync(batch => PostgresWriter.Fill(batch, accounts), cancellationToken);

    private protected override async Task<SchemaChange> PrepareAsync(
        OpenMode mode, string? grantTo, CancellationToken cancellationToken)
    {
        if (await ReadSettingAsync("synchronous_commit", cancellationToken).ConfigureAwait(false) == "off")
            throw new StoreException(StoreProblem.Unsuitable, "synchronous_commit is off: what is committed could be lost; turn it on");
        if (await ReadSettingAsync("server_encoding", cancellationToken).ConfigureAwait(false) is not "UTF8" and var encoding)
            throw new StoreException(StoreProblem.Unsuitable, $"its encoding is {encoding}: a memo may have any character, which needs UTF8");
        return await base.PrepareAsync(mode, grantTo, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> ReadSettingAsync(string name, CancellationToken cancellationToken)
    {
        using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        using var setting = connection.Command($"SHOW {name}");
        return (string?)await setting.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    // All statements name their rows by key, whatever the tables hold: their plan is made once, and is not a scan because a table
    // was empty then. Planning anew takes longer than the work.
    private const string PlanOnce =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, string name, int size)
    {
        var sized = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MaxPoolSize = Math.Max(size, 1) };
        sized.MinPoolSize = Math.Min(sized.MinPoolSize, sized.MaxPoolSize);
        // Metrics and traces name it; unless it has a name they tell the connection string.
        return new NpgsqlDataSourceBuilder(sized.ConnectionString) { Name = name }.Build();
    }

    private static void Limit(NpgsqlConnectionStringBuilder settings, TimeSpan limit)
    {
        if (!settings.ShouldSerialize("Command Timeout")) settings.CommandTimeout = (int)limit.TotalSeconds;
        if (!settings.ShouldSerialize("Timeout")) settings.Timeout = (int)limit.TotalSeconds;
        // A row that somebody else holds is found out well before the command is given up, so that its neighbours can go on. A
        // session whose process went away between a write and its commit must not hold rows for longer than others wait.
        settings.Options ??= $"-c lock_timeout={(int)(limit / 5).TotalMilliseconds} "
            + $"-c idle_in_transaction_session_timeout={(int)limit.TotalMilliseconds} "
            + PlanOnce;
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
