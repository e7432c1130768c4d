using AccountGrains.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace AccountGrains.Bench.Systems.Sql;

/// <summary>A connection with its prepared statements. A command is one round trip, and its own transaction.</summary>
internal sealed class SqlSession : IAsyncDisposable
{
    private const NpgsqlDbType Text = NpgsqlDbType.Text;
    private const NpgsqlDbType Money = NpgsqlDbType.Numeric;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand change;
    private readonly NpgsqlCommand transfer;
    private readonly NpgsqlCommand send;
    private readonly NpgsqlCommand answer;
    private readonly NpgsqlCommand read;

    private SqlSession(NpgsqlConnection connection)
    {
        this.connection = connection;
        change = Call("change", Text, Text, NpgsqlDbType.Smallint, Money, Text, Text);
        transfer = Call("transfer", Text, Text, Text, Money, Text);
        send = Call("send", Text, Text, Text, Money, Text);
        answer = Call("answer", Text, Text, NpgsqlDbType.Smallint, Money, Text);
        read = Command("SELECT balance FROM account WHERE id = $1", Text);
    }

    public static async Task<SqlSession> OpenAsync(NpgsqlDataSource source)
    {
        var session = new SqlSession(await source.OpenConnectionAsync());
        foreach (var command in session.Commands) await command.PrepareAsync();
        return session;
    }

    public Task<SqlAnswer> ExecuteAsync(LedgerCommand command) => command switch
    {
        Deposit d => AskAsync(change, [d.RequestId, d.Account, (short)1, d.Amount, d.Currency, null], d.Account, 1, d.Amount, null),
        Withdraw w => AskAsync(change, [w.RequestId, w.Account, (short)2, -w.Amount, w.Currency, null], w.Account, 2, -w.Amount, null),
        Transfer { Legs: [var leg] } t =>
            AskAsync(transfer, [t.RequestId, leg.From, leg.To, leg.Amount, leg.Currency], leg.From, 3, -leg.Amount, leg.To),
        Send s => AskAsync(send, [s.RequestId, s.From, s.To, s.Amount, s.Currency], s.From, 4, -s.Amount, s.To),
        _ => throw new ArgumentException($"{command.GetType().Name} has no function", nameof(command)),
    };

    public async Task<decimal?> GetBalanceAsync(string account)
    {
        read.Parameters[0].Value = account;
        return (decimal?)await read.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in Commands) await command.DisposeAsync();
        await connection.DisposeAsync();
    }

    private NpgsqlCommand[] Commands => [change, transfer, send, answer, read];

    // A request that is known undoes what its repetition began, and its outcome is asked for.
    private async Task<SqlAnswer> AskAsync(NpgsqlCommand call, object?[] values, string account, short kind, decimal amount, string? counterparty)
    {
        try
        {
            return (await RunAsync(call, values))!.Value;
        }
        catch (PostgresException known) when (known.ConstraintName == "one_outcome_per_request")
        {
            if (await RunAsync(answer, [values[0], account, kind, amount, counterparty]) is { } first)
                return first with { IsReplay = first.Outcome != Outcome.RequestConflict };
            // The other account of the transfer knows the id, for something else.
            return new SqlAnswer(Outcome.RequestConflict, 0, 0, IsReplay: false);
        }
    }

    private static async Task<SqlAnswer?> RunAsync(NpgsqlCommand call, object?[] values)
    {
        for (var i = 0; i < values.Length; i++) call.Parameters[i].Value = values[i] ?? DBNull.Value;
        await using var row = await call.ExecuteReaderAsync();
        if (!await row.ReadAsync()) return null;
        return await row.IsDBNullAsync(1)
            ? new SqlAnswer((Outcome)row.GetInt16(0), 0, 0, IsReplay: false)
            : new SqlAnswer((Outcome)row.GetInt16(0), row.GetInt64(1), row.GetDecimal(2), IsReplay: false);
    }

    private NpgsqlCommand Call(string function, params NpgsqlDbType[] parameters)
    {
        var places = string.Join(", ", Enumerable.Range(1, parameters.Length).Select(i => $"${i}"));
        return Command($"SELECT outcome, entry_sequence, entry_balance FROM {function}({places})", parameters);
    }

    private NpgsqlCommand Command(string text, params NpgsqlDbType[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var type in parameters) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        return command;
    }
}

/// <summary>What a function says.</summary>
internal readonly record struct SqlAnswer(Outcome Outcome, long Sequence, decimal Balance, bool IsReplay);
