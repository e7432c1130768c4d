using AccountGrains.Ledger;

namespace AccountGrains.Cli.Demo;

/// <summary>A decision made on a snapshot that is written back later: whoever writes last undoes the other.</summary>
internal sealed class StaleSnapshotIncident : Incident
{
    private const decimal Whole = 100;
    private const decimal Incoming = 30;

    public override string Title => "x + y: a withdrawal of all and an incoming payment at once";

    public override string Expected => "balance 30";

    public override async Task<Telling> RunNaiveAsync()
    {
        var clock = new SimulatedClock();
        var story = new List<string>();
        var balance = Whole;

        await clock.RunAsync(ChangeAsync("withdrawal", -Whole, commitAt: 1), ChangeAsync("incoming  ", Incoming, commitAt: 2));
        return Tell(story, $"balance {balance}");

        async Task ChangeAsync(string who, decimal amount, double commitAt)
        {
            await clock.Until(0);
            var snapshot = balance;
            story.Add($"{clock.Now} s  {who}  reads its snapshot: {snapshot}");
            await clock.Until(commitAt);
            balance = snapshot + amount;
            story.Add($"{clock.Now} s  {who}  writes {snapshot} {(amount < 0 ? '-' : '+')} {Math.Abs(amount)}: balance {balance}");
        }
    }

    public override async Task<Telling> RunOnLedgerAsync(Func<Task<IAccountStore>> open)
    {
        await using var ledger = new EmbeddedLedger(await open());
        await FundAsync(ledger, "shop", Whole);

        var receipts = await Task.WhenAll(
            ledger.ExecuteAsync(new Withdraw("withdrawal", "shop", Whole, Currency)),
            ledger.ExecuteAsync(new Deposit("incoming", "shop", Incoming, Currency)));
        return Tell([.. receipts.Select(receipt => Words(receipt.Entry))], $"balance {await BalanceAsync(ledger, "shop")}");
    }

    private static string Words(Entry entry) =>
        $"entry {entry.Sequence}  {entry.RequestId,-10}  {Show(entry.Amount),4}: balance {Show(entry.Balance)}";
}
