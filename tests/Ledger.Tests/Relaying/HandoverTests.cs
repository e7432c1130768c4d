namespace AccountGrains.Ledger.Tests.Relaying;

/// <summary>Messages on their way from a store to the relay of the same process, and what becomes of them when that ends.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private readonly Town town = new();
    private readonly RelayOptions options = new() { BatchSize = 2 };
    private readonly Handover handover;

    public HandoverTests() => handover = new Handover(options);

    public Task InitializeAsync() => town.OpenAsync(town.Here, "carol");

    public async Task DisposeAsync() => await town.DisposeAsync();

    [Fact]
    public async Task Run_WithAMessageThatIsHandedOver_DeliversItThoughTheStoreHasNothingDue()
    {
        var message = await ClaimedAsync();
        using var stop = new CancellationTokenSource();
        var relay = Relay();

        var running = relay.RunAsync(stop.Token);
        handover.Add([message]);
        while (relay.Tally.Delivered == 0) await Task.Yield();

        Assert.Equal(MessageStatus.Delivered, (await town.MessageAsync(message.Sequence)).Status);
        Assert.Equal(30, await Town.BalanceAsync(town.Here, "carol"));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_WhenItIsStopped_EndsWithAllThatWasHandedOver()
    {
        SentMessage[] messages = [await ClaimedAsync(), await ClaimedAsync(), await ClaimedAsync()];
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var here = new FaultyAccounts(town.Here)
        {
            Before = _ =>
            {
                begun.TrySetResult();
                return goOn.Task;
            },
        };
        using var stop = new CancellationTokenSource();
        var relay = Relay(here);

        var running = relay.RunAsync(stop.Token);
        handover.Add(messages);
        await begun.Task;
        await stop.CancelAsync();
        goOn.SetResult();
        await running;

        Assert.Equal(messages.Length, relay.Tally.Delivered);
        Assert.Equal(90, await Town.BalanceAsync(town.Here, "carol"));
    }

    [Fact]
    public async Task Run_WithAMessageThatNobodyHandsOver_DeliversItWhenItsClaimEnds()
    {
        var message = await ClaimedAsync();
        await town.DeliverAsync();
        Assert.Equal(MessageStatus.Due, (await town.MessageAsync(message.Sequence)).Status);

        town.Clock.Advance(options.Lease);
        await town.DeliverAsync();

        Assert.Equal(30, await Town.BalanceAsync(town.Here, "carol"));
    }

    [Fact]
    public async Task Claim_BeforeTheRelayRunsOrAfterIt_LeavesTheMessageDue()
    {
        var message = await town.SendAsync("carol");

        Assert.Equal(message.SentAt, handover.Claim(message).DueAt);
        handover.Open();
        Assert.Equal(message.SentAt + options.Lease, handover.Claim(message).DueAt);
        handover.Close();
        Assert.Equal(message.SentAt, handover.Claim(message).DueAt);
    }

    [Fact]
    public async Task Claim_OfAMessageToAnotherLedger_LeavesItToTheWayThere()
    {
        handover.Open();

        var message = handover.Claim(await town.SendAsync("bob", ledger: "east"));

        Assert.Equal(message.SentAt, message.DueAt);
    }

    [Fact]
    public async Task Claim_WhenMuchWaits_LeavesTheRestToTheStore()
    {
        handover.Open();
        var message = handover.Claim(await town.SendAsync("carol"));
        handover.Add(Enumerable.Repeat(message, options.BatchSize * 4));

        Assert.Equal(message.SentAt, handover.Claim(await town.SendAsync("carol")).DueAt);

        Assert.Equal(options.BatchSize, (await handover.TakeAsync()).Count);
        Assert.Equal(message.SentAt + options.Lease, handover.Claim(message).DueAt);
    }

    private Relay Relay(IAccounts? here = null) =>
        new(town.Store, here ?? town.Here, options: options, time: town.Clock, handover: handover);

    /// <summary>A message as a store writes it that hands it over.</summary>
    private async Task<SentMessage> ClaimedAsync()
    {
        await town.SendAsync("carol");
        return Assert.Single(await town.Store.ClaimMessagesAsync(
            null, 1, town.Clock.GetUtcNow(), town.Clock.GetUtcNow() + options.Lease, CancellationToken.None));
    }
}
