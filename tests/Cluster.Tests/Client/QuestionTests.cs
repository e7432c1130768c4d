using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>What becomes of the questions of the contract.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly JumpingClock clock = new();
    private readonly AccountsFixture fixture;

    public QuestionTests() => fixture = new AccountsFixture(clock, random: 0.5);

    private FakeCluster Cluster => fixture.Cluster;

    private IAccounts Accounts => fixture.Accounts;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Get_Opened_GivesTheAccount()
    {
        Cluster.Answers(AccountMessage.Of(Sample.Account));

        Assert.Equivalent(Sample.Account, await Accounts.GetAsync("alice"), strict: true);
        Assert.Equal([("account alice", "GetAsync", null)], Cluster.Calls);
    }

    [Fact]
    public async Task GetAndFind_NothingThere_GiveNull()
    {
        Cluster.Answers("nothing");

        Assert.Null(await Accounts.GetAsync("alice"));
        Assert.Null(await Accounts.FindAsync("alice", "r1"));
    }

    [Fact]
    public async Task Find_Known_GivesTheEntry()
    {
        Cluster.Answers(EntryMessage.Of(Sample.Entry()));

        Assert.Equal(Sample.Entry(), await Accounts.FindAsync("alice", "r1"));
        Assert.Equal([("account alice", "FindAsync", "r1")], Cluster.Calls);
    }

    [Fact]
    public async Task GetStatement_OneEntryMoreThanThePage_TellsWhereTheNextPageBegins()
    {
        Cluster.Answers((object)Entries(1, 2, 3));

        var page = await Accounts.GetStatementAsync(new StatementQuery("alice") { PageSize = 2 });

        Assert.Equal([1, 2], page.Entries.Select(entry => entry.Sequence));
        Assert.Equal(3, page.Next);
    }

    [Fact]
    public async Task GetStatement_LastPage_TellsThatNoneFollows()
    {
        Cluster.Answers((object)Entries(1, 2));

        var page = await Accounts.GetStatementAsync(new StatementQuery("alice") { PageSize = 2 });

        Assert.Null(page.Next);
    }

    [Fact]
    public async Task GetBalance_EntriesByThen_IsTheBalanceAfterTheLast()
    {
        var asOf = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        Cluster.Answers((object)Entries(7, 6));

        var balance = await Accounts.GetBalanceAsync("alice", asOf);

        Assert.Equal(Sample.Entry().Balance, balance);
        var query = Assert.IsType<QueryMessage>(Assert.Single(Cluster.Calls).Argument);
        Assert.Equal(new QueryMessage { To = asOf, NewestFirst = true, PageSize = 1 }, query);
    }

    [Fact]
    public async Task GetBalance_NoEntryByThen_IsNull()
    {
        Cluster.Answers((object)Entries());

        Assert.Null(await Accounts.GetBalanceAsync("alice", DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Get_Interrupted_AsksAgain()
    {
        var away = new StoreException(StoreProblem.Offline, "the database is away");
        Cluster.Answers(new TimeoutException(), away, AccountMessage.Of(Sample.Account));

        Assert.NotNull(await Accounts.GetAsync("alice"));
        Assert.Equal(3, Cluster.Calls.Count);
    }

    [Fact]
    public async Task Get_NoAnswerUntilTheDeadline_SaysThatTheStoreIsUnreachable()
    {
        var last = new SiloUnavailableException();
        Cluster.Answers(last);

        var exception = await Assert.ThrowsAsync<StoreException>(() => Accounts.GetAsync("alice"));

        Assert.Equal(StoreProblem.Unreachable, exception.Problem);
        Assert.Same(last, exception.InnerException);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(28), AccountsFixture.Deadline);
    }

    [Fact]
    public async Task Get_BugInASilo_IsNotAskedAgain()
    {
        Cluster.Answers(new InvalidCastException());

        var exception = await Assert.ThrowsAsync<StoreException>(() => Accounts.GetAsync("alice"));

        Assert.Equal(StoreProblem.Failed, exception.Problem);
        Assert.Single(Cluster.Calls);
    }

    [Fact]
    public async Task Questions_Malformed_AreNeverAsked()
    {
        await Assert.ThrowsAsync<InvalidCommandException>(() => Accounts.GetAsync("al ice"));
        await Assert.ThrowsAsync<InvalidCommandException>(() => Accounts.FindAsync("", "r1"));
        await Assert.ThrowsAsync<InvalidCommandException>(() => Accounts.FindAsync("alice", "\t"));
        await Assert.ThrowsAsync<InvalidCommandException>(() => Accounts.GetBalanceAsync("", DateTimeOffset.UnixEpoch));
        await Assert.ThrowsAsync<InvalidCommandException>(
            () => Accounts.GetStatementAsync(new StatementQuery("alice") { PageSize = 1001 }));

        Assert.Empty(Cluster.Calls);
    }

    [Fact]
    public async Task Get_Cancelled_IsNotAsked()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Accounts.GetAsync("alice", new CancellationToken(canceled: true)));

        Assert.Empty(Cluster.Calls);
    }

    private static EntryMessage[] Entries(params long[] sequences) =>
        [.. sequences.Select(sequence => EntryMessage.Of(Sample.Entry(sequence: sequence)))];
}
