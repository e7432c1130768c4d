namespace AccountGrains.Ledger.Tests.Relaying;

/// <summary>A relay that dies at every step, relays that meet, and destinations that refuse, fail or are not there.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly Town town = new();

    public Task InitializeAsync() => town.OpenAsync(town.East, "bob");

    public async Task DisposeAsync() => await town.DisposeAsync();

    [Fact]
    public async Task Deliver_ToAnotherLedger_CreditsTheRecipientThere()
    {
        await town.SendAsync("bob", 30, "east");

        var relay = town.Relay();
        await town.DeliverAsync(relay);

        Assert.Equal((70, 30), await BalancesAsync());
        Assert.Equal((1, 0), (relay.Tally.Delivered, relay.Tally.Refunded));
        var entry = (await town.East.GetStatementAsync(new StatementQuery("bob"))).Entries[^1];
        Assert.Equal((EntryKind.Receive, "alice@west"), (entry.Kind, entry.Counterparty));
    }

    [Theory]
    [InlineData("before delivery", "bob", 70, 30)]
    [InlineData("after delivery", "bob", 70, 30)]
    [InlineData("before settling", "bob", 70, 30)]
    [InlineData("after delivery", "nobody", 100, 0)]
    [InlineData("before settling", "nobody", 100, 0)]
    [InlineData("before refund", "nobody", 100, 0)]
    [InlineData("after refund", "nobody", 100, 0)]
    public async Task Deliver_ByARelayThatDiesOnItsWay_IsTakenOverByAnother(string step, string recipient, int sender, int received)
    {
        var sent = await town.SendAsync(recipient, 30, "east");
        var (messages, here, east) = (new FaultyMessages(town.Store), new FaultyAccounts(town.Here), new FaultyAccounts(town.East));
        Task Die() => throw new DeadRelayException();
        if (step == "before delivery") east.Before = _ => Die();
        if (step == "after delivery") east.After = _ => Die();
        if (step == "before settling") messages.BeforeSettle = Die;
        if (step == "before refund") here.Before = _ => Die();
        if (step == "after refund") here.After = _ => Die();

        await Record.ExceptionAsync(() => town.DeliverAsync(town.Relay(messages, here, east)));
        for (var i = 0; i < 2; i++)
        {
            town.Clock.Advance(Lease);
            await town.DeliverAsync();
        }

        Assert.Equal((sender, received), await BalancesAsync());
        var status = received > 0 ? MessageStatus.Delivered : MessageStatus.Refunded;
        Assert.Equal(status, (await town.MessageAsync(sent.Sequence)).Status);
        Assert.Empty(await town.Store.CountMessagesDueAsync(default));
    }

    [Fact]
    public async Task Deliver_ByTwoRelaysAtOnce_CreditsOnce()
    {
        await town.SendAsync("bob", 30, "east");
        var east = new FaultyAccounts(town.East);
        // Another relay takes over what this one is about to deliver, and again before it has written that it did.
        east.Before = east.After = async _ =>
        {
            town.Clock.Advance(Lease);
            await town.DeliverAsync();
        };

        var relay = town.Relay(east: east);
        await town.DeliverAsync(relay);

        Assert.Equal((70, 30), await BalancesAsync());
        Assert.Equal(0, relay.Tally.Delivered);
    }

    [Fact]
    public async Task Refund_ByTwoRelaysAtOnce_IsMadeOnce()
    {
        await town.SendAsync("nobody", 30, "east");
        var here = new FaultyAccounts(town.Here);
        here.Before = async _ =>
        {
            town.Clock.Advance(Lease);
            await town.DeliverAsync();
        };

        await town.DeliverAsync(town.Relay(here: here));

        Assert.Equal((100, 0), await BalancesAsync());
    }

    // The one way to lose the difference: to refund because of an attempt that another relay has left behind.
    [Fact]
    public async Task Deliver_ByAStaleRelayPastTheLimit_DoesNotRefundWhatTheNextAttemptDelivered()
    {
        await town.FreezeAsync(town.East, "bob");
        var sent = await town.SendAsync("bob", 30, "east");
        var dying = new FaultyMessages(town.Store) { BeforeSettle = () => throw new DeadRelayException() };
        var east = new FaultyAccounts(town.East);
        // The stale relay has the refusal of the first attempt in its hands, and is held up before it judges it. Meanwhile one goes
        // on to the second attempt, and one dies that has just delivered it.
        east.After = async _ =>
        {
            town.Clock.Advance(Lease);
            await town.DeliverAsync();
            Assert.Equal(2, (await town.MessageAsync(sent.Sequence)).Attempt);
            await town.UnfreezeAsync(town.East, "bob");
            town.Clock.Advance(Patience);
            await Record.ExceptionAsync(() => town.DeliverAsync(town.Relay(dying)));
            Assert.Equal(30, await Town.BalanceAsync(town.East, "bob"));
        };

        await town.DeliverAsync(town.Relay(east: east));
        town.Clock.Advance(Patience);
        await town.DeliverAsync();

        Assert.Equal((70, 30), await BalancesAsync());
        var message = await town.MessageAsync(sent.Sequence);
        Assert.Equal((MessageStatus.Delivered, 2), (message.Status, message.Attempt));
    }

    [Fact]
    public async Task Deliver_OfADuplicateThatComesAfterTheRefund_CreditsNobody()
    {
        var sent = await town.SendAsync("late", 30, "east");
        await town.DeliverAsync();
        await town.OpenAsync(town.East, "late");

        var late = await town.East.ExecuteAsync(new Receive(sent.DeliveryId, "late", 30, "EUR", "alice@west"));

        Assert.Equal((Outcome.AccountNotFound, true), (late.Outcome, late.IsReplay));
        Assert.Equal(100, await Town.BalanceAsync(town.Here, "alice"));
    }

    [Fact]
    public async Task Deliver_UnderAnotherNameOfThisLedger_IsTheSameAttempt()
    {
        await town.SendAsync("bob", 30, "east");
        var messages = new FaultyMessages(town.Store) { BeforeSettle = () => throw new DeadRelayException() };
        await Record.ExceptionAsync(() => town.DeliverAsync(town.Relay(messages)));
        town.Clock.Advance(Lease);

        var renamed = new Relay(
            town.Store, town.Here, new Dictionary<string, IAccounts> { ["east"] = town.East }, new RelayOptions { Name = "occident" }, town.Clock);
        await town.DeliverAsync(renamed);

        Assert.Equal((70, 30), await BalancesAsync());
        Assert.Equal(1, renamed.Tally.Delivered);
    }

    [Fact]
    public async Task Deliver_InThisLedger_WritesWhatBecameOfTheMessageOnlyWithTheCredit()
    {
        await town.OpenAsync(town.Here, "carol");
        var sent = await town.SendAsync("carol", 30);
        var messages = new FaultyMessages(town.Store) { BeforeSettle = () => throw new DeadRelayException() };
        var relay = town.Relay(messages);

        await town.DeliverAsync(relay);

        Assert.Equal(1, relay.Tally.Delivered);
        Assert.Equal(MessageStatus.Delivered, (await town.MessageAsync(sent.Sequence)).Status);
    }

    // A host of an older version credits a message and leaves it as it is.
    [Fact]
    public async Task Deliver_OfWhatWasCreditedButNotSettled_SettlesIt()
    {
        await town.OpenAsync(town.Here, "carol");
        var sent = await town.SendAsync("carol", 30);
        // Credited before it was this attempt, it was not taken for this message.
        await town.Here.ExecuteAsync(new Receive((sent with { Attempt = 2 }).DeliveryId, "carol", 30, "EUR", "alice"));
        await town.Store.AdvanceMessagesAsync([new MessageStep(sent, sent with { Attempt = 2 })], default);

        var relay = town.Relay();
        await town.DeliverAsync(relay);

        Assert.Equal(1, relay.Tally.Delivered);
        Assert.Equal(30, await Town.BalanceAsync(town.Here, "carol"));
        Assert.Equal(MessageStatus.Delivered, (await town.MessageAsync(sent.Sequence)).Status);
    }

    [Fact]
    public async Task Deliver_ToALedgerThatNobodyKnows_StaysDueAndIsCounted()
    {
        var sent = await town.SendAsync("bob", 30, "south");
        town.Clock.Advance(TimeSpan.FromHours(48));

        await town.DeliverAsync();

        Assert.Equal(MessageStatus.Due, (await town.MessageAsync(sent.Sequence)).Status);
        Assert.Equal([new DueMessages("south", 1, sent.SentAt)], await town.Store.CountMessagesDueAsync(default));
    }

    [Fact]
    public async Task Deliver_ToALedgerThatDoesNotAnswer_KeepsTheAttemptAndGoesOnLater()
    {
        var sent = await town.SendAsync("bob", 30, "east");
        var east = new FaultyAccounts(town.East) { Before = command => throw new RequestFailedException(command.RequestId, "away") };
        var relay = town.Relay(east: east);
        town.Clock.Advance(Patience * 2);
        await town.DeliverAsync(relay);

        var waiting = await town.MessageAsync(sent.Sequence);
        Assert.Equal((MessageStatus.Due, 1, null), (waiting.Status, waiting.Attempt, waiting.Reason));
        Assert.True(waiting.DueAt > town.Clock.GetUtcNow());
        Assert.Equal((1, 0), (relay.Tally.Failed, relay.Tally.Refunded));

        town.Clock.Advance(TimeSpan.FromMinutes(1));
        await town.DeliverAsync();
        Assert.Equal((70, 30), await BalancesAsync());
    }

    [Fact]
    public async Task Deliver_OfManyMessages_HasABatchInMemoryAtMost()
    {
        for (var i = 0; i < 1_000; i++) await town.SendAsync("bob", 0.01m, "east");
        var messages = new FaultyMessages(town.Store);

        await town.DeliverAsync(town.Relay(messages));

        Assert.Equal(new RelayOptions().BatchSize, messages.LargestClaim);
        Assert.Equal((90, 10), await BalancesAsync());
    }

    // Compared by attempts, not by time: what is sent to others is all delivered before anybody waits for the frozen one.
    [Fact]
    public async Task Run_WithAPausedRecipientAndALedgerThatIsAway_DeliversToOthersMeanwhile()
    {
        await town.OpenAsync(town.Here, "carol");
        await town.OpenAsync(town.Here, "dora");
        await town.FreezeAsync(town.Here, "dora");
        for (var i = 0; i < 300; i++) await town.SendAsync("dora", 0.01m);
        for (var i = 0; i < 300; i++) await town.SendAsync("bob", 0.01m, "east");
        for (var i = 0; i < 300; i++) await town.SendAsync("carol", 0.01m);
        var never = new TaskCompletionSource();
        var east = new FaultyAccounts(town.East) { Before = _ => never.Task };
        var relay = town.Relay(east: east);
        using var stop = new CancellationTokenSource();

        // The clock stands still: nobody's pause ends.
        var running = relay.RunAsync(stop.Token);
        while (relay.Tally.Delivered < 300) await Task.Yield();

        Assert.Equal(3, await Town.BalanceAsync(town.Here, "carol"));
        Assert.Equal(300, relay.Tally.Postponed);
        Assert.Equal((0, 0), (relay.Tally.Failed, relay.Tally.Refused));
        never.SetResult();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_WhenTheStoreFails_TellsItAndGoesOn()
    {
        await town.SendAsync("bob", 30, "east");
        var messages = new FaultyMessages(town.Store) { BeforeSettle = () => throw new StoreException(StoreProblem.Offline, "away") };
        var told = new TaskCompletionSource<(string?, Exception)>();
        var relay = new Relay(
            messages,
            town.Here,
            new Dictionary<string, IAccounts> { ["east"] = town.East },
            new RelayOptions { Name = "west" },
            town.Clock,
            (ledger, failure) => told.TrySetResult((ledger, failure)));
        using var stop = new CancellationTokenSource();
        var running = relay.RunAsync(stop.Token);

        Assert.Equal(("east", "away"), ((await told.Task).Item1, (await told.Task).Item2.Message));
        messages.BeforeSettle = () => Task.CompletedTask;
        while (relay.Tally.Delivered == 0)
        {
            town.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal((70, 30), await BalancesAsync());
    }

    [Theory]
    [InlineData(null, "east", "name: is missing")]
    [InlineData("we st", "east", "name: has U+0020")]
    [InlineData("west", "ea@st", "ledger: has '@'")]
    public void Relay_WithABadName_SaysSo(string? own, string other, string problem)
    {
        var ledgers = new Dictionary<string, IAccounts> { [other] = town.East };

        var malformed = Assert.Throws<InvalidCommandException>(
            () => new Relay(town.Store, town.Here, ledgers, new RelayOptions { Name = own }));

        Assert.Contains(problem, malformed.Message, StringComparison.Ordinal);
    }

    private async Task<(decimal Here, decimal East)> BalancesAsync() =>
        (await Town.BalanceAsync(town.Here, "alice"), await Town.BalanceAsync(town.East, "bob"));

    /// <summary>The end of a relay at this very step.</summary>
    private sealed class DeadRelayException : Exception;
}
