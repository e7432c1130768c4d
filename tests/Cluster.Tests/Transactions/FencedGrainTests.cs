using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// Grains whose account an embedded host has changed. Whoever asks them gets an answer long before a call would time out.
/// </summary>
public abstract class FencedGrainTests(PostgresServer server, FaultyCluster cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    private readonly string alice = $"alice.{Guid.NewGuid():N}";
    private readonly string bob = $"bob.{Guid.NewGuid():N}";
    private EmbeddedLedger embedded = null!;

    private IAccounts Accounts => cluster.Cluster.Accounts;

    public async Task InitializeAsync()
    {
        await cluster.StartAsync(server);
        embedded = new EmbeddedLedger(await RelationalStore.OpenAsync(cluster.Database.Store));
        foreach (var account in new[] { alice, bob })
        {
            await Send(new OpenAccount("open", account, "EUR"));
            await Send(new Deposit("first", account, 100, "EUR"));
        }
    }

    public async Task DisposeAsync()
    {
        if (embedded is not null) await embedded.DisposeAsync();
    }

    [SkippableFact]
    public async Task Deposit_AfterTheEmbeddedHostWrote_CountsBoth()
    {
        await embedded.ExecuteAsync(new Deposit("embedded", alice, 10, "EUR"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Send(new Deposit($"cluster {i}", alice, 1, "EUR"))));

        Assert.All(answers, answer => Assert.True(answer.IsApplied));
        await ExpectBalances(118, 100);
    }

    [SkippableFact]
    public async Task Deposit_OfARequestThatTheEmbeddedHostCarriedOut_IsAReplay()
    {
        await embedded.ExecuteAsync(new Deposit("deposit", alice, 10, "EUR"));

        Assert.True((await Send(new Deposit("deposit", alice, 10, "EUR"))).IsReplay);

        await ExpectBalances(110, 100);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transfer_AfterTheEmbeddedHostWrote_CountsBoth(bool fromAlice)
    {
        await embedded.ExecuteAsync(new Deposit("embedded", alice, 10, "EUR"));
        var (from, to) = fromAlice ? (alice, bob) : (bob, alice);

        Assert.True((await Send(new Transfer("transfer", from, to, 100, "EUR"))).IsApplied);

        await ExpectBalances(fromAlice ? 10 : 210, fromAlice ? 200 : 0);
    }

    [SkippableFact]
    public async Task Capture_OfAHoldThatTheEmbeddedHostPlaced_IsApplied()
    {
        await embedded.ExecuteAsync(new PlaceHold("hold", alice, 10, "EUR"));

        Assert.True((await Send(new CaptureHold("capture", alice, "hold"))).IsApplied);

        await ExpectBalances(90, 100);
    }

    private Task<Receipt> Send(Command command) => Accounts.ExecuteAsync(command).WaitAsync(Soon);

    private async Task ExpectBalances(decimal ofAlice, decimal ofBob)
    {
        Assert.Equal(ofAlice, (await Accounts.GetAsync(alice).WaitAsync(Soon))!.Balance);
        Assert.Equal(ofBob, (await Accounts.GetAsync(bob).WaitAsync(Soon))!.Balance);
    }
}
