using System.Threading.Channels;
using AccountGrains.Ledger;
using Npgsql;

namespace AccountGrains.Bench.Systems.Sql;

/// <summary>The baseline: hand-written functions in PostgreSQL, and a connection for each client up to a limit.</summary>
internal sealed class SqlSystem(string connectionString, int clients) : IBalanceReader, ISettler, IRelaying
{
    private const int MostConnections = 128;
    private const int LinesPerCall = 1_000;
    private const int MessagesPerCall = 256;

    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(5);

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = MostConnections + 10 });

    private readonly Channel<SqlSession> sessions = Channel.CreateUnbounded<SqlSession>();
    private readonly CancellationTokenSource stop = new();
    private Task relaying = Task.CompletedTask;
    private long delivered;

    public long Delivered => Interlocked.Read(ref delivered);

    public async Task PrepareAsync(IReadOnlyList<Opening> openings)
    {
        await RunAsync(Script("schema.sql"));
        await RunAsync(
            """
            WITH opening AS (SELECT * FROM unnest($1, $2, $3) AS o (account, balance, deposits)),
                opened AS (
                    INSERT INTO account (id, currency, balance, sequence) SELECT account, $4, balance, deposits FROM opening)
            INSERT INTO entry (account, sequence, request_id, kind, outcome, amount, balance)
            SELECT account, i, 'fill-' || i, 1, 0, balance / deposits, balance / deposits * i
            FROM opening, generate_series(1, deposits) i
            """,
            openings.Select(opening => opening.Account).ToArray(),
            openings.Select(opening => opening.Balance).ToArray(),
            openings.Select(opening => opening.Deposits).ToArray(),
            Opening.Currency);
        await RunAsync("VACUUM ANALYZE");
    }

    public async Task StartAsync()
    {
        for (var i = 0; i < Math.Min(clients, MostConnections); i++) sessions.Writer.TryWrite(await SqlSession.OpenAsync(source));
    }

    public async Task<Outcome> ExecuteAsync(LedgerCommand command) => (await AskAsync(session => session.ExecuteAsync(command))).Outcome;

    public Task<decimal?> GetBalanceAsync(string account) => AskAsync(session => session.GetBalanceAsync(account));

    /// <summary>Asks on a connection that nobody else asks on meanwhile.</summary>
    public async Task<T> AskAsync<T>(Func<SqlSession, Task<T>> ask)
    {
        var session = await sessions.Reader.ReadAsync();
        try
        {
            return await ask(session);
        }
        finally
        {
            sessions.Writer.TryWrite(session);
        }
    }

    public async Task SettleAsync(Settlement settlement, IReadOnlyList<SettlementLine> lines)
    {
        foreach (var some in lines.Chunk(LinesPerCall))
        {
            await RunAsync(
                "SELECT settle($1, $2, $3, $4, $5)",
                settlement.Run,
                settlement.From,
                some.Select(line => line.Number).ToArray(),
                some.Select(line => line.Account).ToArray(),
                some.Select(line => line.Amount).ToArray());
        }
    }

    public void StartRelay() => relaying = Task.Run(KeepRelayingAsync);

    /// <summary>Delivers some of what is due, and says how much.</summary>
    public async Task<long> RelayAsync() => (long)(await RunAsync("SELECT relay($1)", MessagesPerCall))!;

    public async Task<string?> FindFaultAsync() => await RunAsync(Script("audit.sql")) as string;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await relaying;
        sessions.Writer.Complete();
        await foreach (var session in sessions.Reader.ReadAllAsync()) await session.DisposeAsync();
        await source.DisposeAsync();
        stop.Dispose();
    }

    private async Task KeepRelayingAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var count = await RelayAsync();
            Interlocked.Add(ref delivered, count);
            if (count == 0)
                await Task.Delay(IdlePause, TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<object?> RunAsync(string sql, params object[] values)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync();
    }

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(SqlSystem).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
