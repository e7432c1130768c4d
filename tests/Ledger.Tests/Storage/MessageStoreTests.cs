namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>How messages are claimed, settled and counted, on every store.</summary>
public abstract class MessageStoreTests(TestStores stores) : IAsyncLifetime
{
    private static readonly DateTimeOffset Never = new(9998, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private EmbeddedLedger ledger = null!;
    private IMessageStore store = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task InitializeAsync()
    {
        var opened = await stores.OpenAsync();
        store = (IMessageStore)opened;
        ledger = new EmbeddedLedger(opened);
        await ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await ledger.ExecuteAsync(new Deposit("first", "alice", 100, "EUR"));
    }

    public async Task DisposeAsync()
    {
        if (ledger is not null) await ledger.DisposeAsync();
        await stores.DisposeAsync();
    }

    [SkippableFact]
    public async Task Claim_GivesEachMessageToOneUntilTheClaimEnds()
    {
        await SendAsync(5);

        var first = await ClaimAsync(limit: 3, until: Never);
        var second = await ClaimAsync(limit: 3, until: Now.AddTicks(-1));
        var third = await ClaimAsync(limit: 3, until: Never);

        Assert.Equal((3, 2, 2), (first.Count, second.Count, third.Count));
        Assert.Empty(first.IntersectBy(second.Select(message => message.Id), message => message.Id));
        Assert.Equal(second.Select(message => message.Id).Order(), third.Select(message => message.Id).Order());
        Assert.All(first, message => Assert.Equal(Never, message.DueAt));
    }

    [SkippableFact]
    public async Task Claim_ByManyAtOnce_GivesEachMessageToOne()
    {
        await SendAsync(60);

        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => ClaimAsync(limit: 10, until: Never))));
        var rest = await ClaimAsync(limit: 60, until: Never);

        var claimed = claims.SelectMany(claim => claim).Concat(rest).Select(message => message.Id).ToArray();
        Assert.Equal((60, 60), (claimed.Length, claimed.Distinct().Count()));
    }

    [SkippableFact]
    public async Task Claim_OfALedger_GivesWhatItHasToActOnAndWhatIsRefusedToThisOne()
    {
        await SendAsync(1);
        await SendAsync(1, "east");
        var east = Assert.Single(await ClaimAsync("east"));
        Assert.Null(Assert.Single(await ClaimAsync()).Ledger);

        await store.AdvanceMessagesAsync([new(east, east with { Status = MessageStatus.Refused, DueAt = east.SentAt })], default);

        Assert.Empty(await ClaimAsync("east"));
        Assert.Equal(east.Id, Assert.Single(await ClaimAsync()).Id);
    }

    [SkippableFact]
    public async Task Claim_OfWhatIsDueLater_GivesNothing()
    {
        await SendAsync(1);
        var message = Assert.Single(await ClaimAsync());
        await store.AdvanceMessagesAsync([new(message, message with { DueAt = Never })], default);

        Assert.Empty(await ClaimAsync());
        Assert.Single(await store.ClaimMessagesAsync(null, 10, Never, Never, default));
    }

    [SkippableTheory]
    [InlineData(MessageStatus.Due, 2)]
    [InlineData(MessageStatus.Refused, 1)]
    [InlineData(MessageStatus.Delivered, 1)]
    public async Task Settle_OfAMessageThatMovedOn_ChangesNothing(MessageStatus status, int attempt)
    {
        await SendAsync(1);
        var message = Assert.Single(await ClaimAsync());
        var moved = message with
        {
            Status = status,
            Attempt = attempt,
            DueAt = status == MessageStatus.Delivered ? null : message.SentAt,
            Reason = Outcome.AccountFrozen,
        };
        Assert.Equal(moved, Assert.Single(await store.AdvanceMessagesAsync([new(message, moved)], default)));

        var late = await store.AdvanceMessagesAsync(
            [new(message, message with { Status = MessageStatus.Refused, Reason = Outcome.AccountClosed })], default);

        Assert.Empty(late);
        Assert.Equal(moved, Assert.Single(await ledger.GetMessagesAsync("alice", 1, 99)));
    }

    [SkippableFact]
    public async Task Settle_OfSome_LeavesTheOthers()
    {
        await SendAsync(3);
        var messages = (await ClaimAsync()).OrderBy(message => message.Sequence).ToArray();

        var changed = await store.AdvanceMessagesAsync(
            [
                new(messages[0], messages[0] with { Status = MessageStatus.Delivered, DueAt = null }),
                new(messages[1] with { Attempt = 7 }, messages[1] with { Status = MessageStatus.Delivered, DueAt = null }),
            ],
            default);

        Assert.Equal(messages[0].Id, Assert.Single(changed).Id);
        Assert.Equal(
            [MessageStatus.Delivered, MessageStatus.Due, MessageStatus.Due],
            (await ledger.GetMessagesAsync("alice", 1, 99)).Select(message => message.Status));
    }

    [SkippableFact]
    public async Task CountDue_CountsWhatIsNotSettledForEachLedger()
    {
        Assert.Empty(await store.CountMessagesDueAsync(default));
        await SendAsync(2);
        await SendAsync(1, "east");
        var here = (await ClaimAsync()).OrderBy(message => message.Sequence).ToArray();
        var east = Assert.Single(await ClaimAsync("east"));
        await store.AdvanceMessagesAsync([new(here[0], here[0] with { Status = MessageStatus.Delivered, DueAt = null })], default);
        await store.AdvanceMessagesAsync([new(east, east with { Status = MessageStatus.Refused })], default);

        Assert.Equal(
            [new DueMessages(null, 1, here[1].SentAt), new DueMessages("east", 1, east.SentAt)],
            (await store.CountMessagesDueAsync(default)).OrderBy(due => due.Ledger, StringComparer.Ordinal));
    }

    private async Task<IReadOnlyList<SentMessage>> ClaimAsync(string? name = null, int limit = 100, DateTimeOffset? until = null) =>
        await store.ClaimMessagesAsync(name, limit, Now, until ?? Never, default);

    private Task<Receipt[]> SendAsync(int count, string? name = null) => Task.WhenAll(Enumerable.Range(0, count).Select(i =>
        ledger.ExecuteAsync(new Send($"{name} {i}", "alice", "bob", 1, "EUR") { Ledger = name })));
}

public sealed class MemoryMessageStoreTests() : MessageStoreTests(TestStores.InMemory());

public sealed class SqliteMessageStoreTests() : MessageStoreTests(TestStores.InSqlite());

[Collection(PostgresServer.Collection)]
public sealed class PostgresMessageStoreTests(PostgresServer server) : MessageStoreTests(TestStores.InPostgres(server));
