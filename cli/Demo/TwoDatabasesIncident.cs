using AccountGrains.Ledger;

namespace AccountGrains.Cli.Demo;

/// <summary>Two commits cannot be one: a crash between them loses the money that is on its way.</summary>
internal sealed class TwoDatabasesIncident : Incident
{
    private const decimal Amount = 10_000;

    public override string Title => "The transfer between two databases";

    public override string Expected => "A 0, B 10000";

    public override Task<Telling> RunNaiveAsync()
    {
        var story = new List<string>();
        var (a, b) = (Amount, 0m);
        try
        {
            a -= Amount;
            story.Add($"database 1 commits A - {Amount}: A {a}");
            Crash();
            b += Amount;
        }
        catch (CrashException)
        {
            story.Add("the program is killed, starts again and knows of nothing to do");
        }

        return Task.FromResult(Tell(story, $"A {a}, B {b}"));
    }

    public override async Task<Telling> RunOnLedgerAsync(Func<Task<IAccountStore>> open)
    {
        var story = new List<string>();
        var transfer = new Transfer("order 1", "A", "B", Amount, Currency);
        await using (var ledger = new EmbeddedLedger(await open()))
        {
            await FundAsync(ledger, "A", Amount);
            await FundAsync(ledger, "B", 0);
        }

        story.Add($"killed before its commit: {await SendAndCrashAsync(store => store.BeforeCommit = Crashed)}");
        story.Add($"killed after its commit:  {await SendAndCrashAsync(store => store.AfterCommit = Crashed)}");
        await using var restarted = new EmbeddedLedger(await open());
        var receipt = await restarted.ExecuteAsync(transfer);
        var words = receipt.IsReplay ? "the outcome of the commit again" : "applied";
        story.Add($"started again, same id:   {words}, A {Show(receipt.Entry.Balance)}");
        return Tell(story, $"A {await BalanceAsync(restarted, "A")}, B {await BalanceAsync(restarted, "B")}");

        async Task<string> SendAndCrashAsync(Action<InterceptedStore> crash)
        {
            var store = new InterceptedStore(await open());
            crash(store);
            await using var ledger = new EmbeddedLedger(store);
            try
            {
                return (await ledger.ExecuteAsync(transfer)).Outcome.ToString();
            }
            catch (RequestInDoubtException)
            {
                return $"the caller is in doubt, A {await BalanceAsync(ledger, "A")}, B {await BalanceAsync(ledger, "B")}";
            }
        }
    }

    private static void Crash() => throw new CrashException();

    private static Task Crashed() => Task.FromException(new CrashException());

    private sealed class CrashException() : Exception("the program was killed");
}
