using AccountGrains.Ledger;

namespace AccountGrains.Bench.Systems.Raw;

/// <summary>
/// The limit of a database: the rows that this ledger writes, gathered and written as fast as can be, with no rule applied, no
/// version expected and no request looked for. Nobody could trust it with money.
/// </summary>
/// <param name="place">The store.</param>
/// <param name="start">Makes the writers, one a lane.</param>
internal sealed class RawSystem(string place, Func<string, Task<IReadOnlyList<IRawWriter>>> start) : ISettler
{
    private IReadOnlyList<RawAccount> accounts = [];
    private RawLane[] lanes = [];

    public async Task PrepareAsync(IReadOnlyList<Opening> openings)
    {
        await Books.PrepareAsync(place, openings);
        accounts = [.. openings.Select(opening => new RawAccount(opening.Account, opening.Balance, opening.Deposits + 1))];
    }

    public async Task StartAsync()
    {
        var writers = await start(place);
        lanes = [.. writers.Select((writer, i) => new RawLane(writer, accounts.Where(account => LaneOf(account.Id, writers.Count) == i)))];
    }

    public async Task<Outcome> ExecuteAsync(LedgerCommand command)
    {
        await (command switch
        {
            Deposit deposit => AddAsync(deposit, "deposit", (deposit.Account, deposit.Amount, null)),
            Transfer { Legs: [var leg] } transfer =>
                AddAsync(transfer, "transfer", (leg.From, -leg.Amount, leg.To), (leg.To, leg.Amount, leg.From)),
            _ => throw new ArgumentException($"{command.GetType().Name} has no raw rows", nameof(command)),
        });
        return Outcome.Applied;
    }

    public Task SettleAsync(Settlement settlement, IReadOnlyList<SettlementLine> lines) =>
        Task.WhenAll(lines.Select(line => ExecuteAsync(
            new Transfer($"{settlement.Run}:{line.Number}", settlement.From, line.Account, line.Amount, line.Currency))));

    public Task<string?> FindFaultAsync() => Books.FindFaultAsync(place);

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes) await lane.DisposeAsync();
    }

    private Task AddAsync(LedgerCommand command, string kind, params ReadOnlySpan<(string Account, decimal Amount, string? Counterparty)> movements)
    {
        var operation = new RawOperation(command.RequestId, kind, movements.Length);
        foreach (var (account, amount, counterparty) in movements)
            lanes[LaneOf(account, lanes.Length)].Add(new RawMovement(operation, account, amount, counterparty));
        return operation.Done;
    }

    private static int LaneOf(string account, int lanes) => (int)((uint)account.GetHashCode(StringComparison.Ordinal) % (uint)lanes);
}
