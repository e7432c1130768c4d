using AccountGrains.Ledger;

namespace AccountGrains.Cli.Demo;

/// <summary>A lock is no idempotency: its lease ends after 5 s, the connection comes after 6 s, the caller asks again in between.</summary>
internal sealed class SettlementIncident : Incident
{
    private const double Lease = 5;
    private const double ConnectionComes = 6;
    private const double CallerAsksAgain = 5;
    private const decimal Before = 0.02m;
    private const decimal Settled = 0.01m;

    public override string Title => "The 0.01-yuan settlement";

    public override string Expected => "balance 0.03";

    public override async Task<Telling> RunNaiveAsync()
    {
        var clock = new SimulatedClock();
        var story = new List<string>();
        var balance = Before;
        var isPaid = false;
        var lockedUntil = 0.0;

        await clock.RunAsync(SettleAsync("first call ", at: 0), SettleAsync("second call", at: CallerAsksAgain));
        return Tell(story, $"balance {balance}");

        async Task SettleAsync(string call, double at)
        {
            await clock.Until(at);
            if (clock.Now < lockedUntil || isPaid) return;
            lockedUntil = clock.Now + Lease;
            story.Add($"{clock.Now} s  {call}  takes the lock for {Lease} s, sees nothing paid, waits for a connection");
            await clock.Until(ConnectionComes);
            balance += Settled;
            isPaid = true;
            story.Add($"{clock.Now} s  {call}  pays {Settled} and commits: balance {balance}");
        }
    }

    public override async Task<Telling> RunOnLedgerAsync(Func<Task<IAccountStore>> open)
    {
        var clock = new SimulatedClock();
        var story = new List<string>();
        var store = new InterceptedStore(await open());
        await using var ledger = new EmbeddedLedger(store);
        await FundAsync(ledger, "user", Before);
        var connection = new TaskCompletionSource();
        store.BeforeCommit = () => connection.Task;
        var settlement = new Deposit("settlement 7", "user", Settled, Currency);

        var first = SettleAsync("first call ", at: 0);
        var second = SettleAsync("second call", at: CallerAsksAgain);
        await clock.RunAsync(first, second, ConnectAsync());
        story.Add($"{clock.Now} s  first call   {Words(await first)}");
        story.Add($"{clock.Now} s  second call  {Words(await second)}");
        return Tell(story, $"balance {await BalanceAsync(ledger, "user")}");

        async Task<Receipt> SettleAsync(string call, double at)
        {
            await clock.Until(at);
            story.Add($"{clock.Now} s  {call}  sends request '{settlement.RequestId}'");
            return await ledger.ExecuteAsync(settlement);
        }

        async Task ConnectAsync()
        {
            await clock.Until(ConnectionComes);
            connection.SetResult();
        }
    }

    private static string Words(Receipt receipt) =>
        $"{(receipt.IsReplay ? "gets the same outcome again" : "is applied")}: balance {Show(receipt.Entry.Balance)}";
}
