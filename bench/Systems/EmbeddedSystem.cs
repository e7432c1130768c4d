using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Bench.Systems;

/// <summary>The embedded host in the process that makes the load.</summary>
internal sealed class EmbeddedSystem(string place) : IBalanceReader, ISettler, IRelaying
{
    private readonly CancellationTokenSource stop = new();
    private RelationalStore? store;
    private EmbeddedLedger? ledger;
    private Relay? relay;
    private Task relaying = Task.CompletedTask;

    public long Delivered => relay!.Tally.Delivered;

    public Task PrepareAsync(IReadOnlyList<Opening> openings) => Books.PrepareAsync(place, openings);

    public async Task StartAsync()
    {
        store = await RelationalStore.OpenAsync(place);
        ledger = new EmbeddedLedger(store);
    }

    public void StartRelay()
    {
        relay = new Relay(store!, ledger!);
        relaying = relay.RunAsync(stop.Token);
    }

    public async Task<Outcome> ExecuteAsync(LedgerCommand command) => (await ledger!.ExecuteAsync(command)).Outcome;

    public async Task<decimal?> GetBalanceAsync(string account) => (await ledger!.GetAsync(account))?.Balance;

    public Task SettleAsync(Settlement settlement, IReadOnlyList<SettlementLine> lines) => new SettlementRun(ledger!).RunAsync(settlement, lines);

    public Task<string?> FindFaultAsync() => Books.FindFaultAsync(place);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await relaying;
        if (ledger is not null) await ledger.DisposeAsync();
        stop.Dispose();
    }
}
