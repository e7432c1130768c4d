using System.Collections.Concurrent;
using System.Diagnostics;
using AccountGrains.Cluster.Tests.Transactions;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>Which trace a database transaction belongs to that writes for many commands.</summary>
[Collection(PostgresServer.Collection)]
public sealed class CommitTraceTests : BooksStorageTests
{
    private readonly ActivityListener listener;
    private readonly ConcurrentQueue<Activity> ended = [];

    // It makes the store, whose writer must not take it for the trace of what it writes.
    private readonly Activity outer = new Activity("outer").Start();

    public CommitTraceTests(PostgresServer server)
        : base(server)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is StorageTelemetry.SourceName or "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public override async Task DisposeAsync()
    {
        listener.Dispose();
        outer.Dispose();
        await base.DisposeAsync();
    }

    [SkippableFact]
    public async Task Write_OfOneTracedCommand_IsAPartOfItsTraceWithItsStatements()
    {
        var account = await OpenAsync("a");
        var trace = NewTrace();

        await CommitAsync(account, trace);

        var commit = Assert.Single(Commits(trace));
        Assert.Equal(trace.SpanId, commit.ParentSpanId);
        Assert.Empty(commit.Links);
        Assert.Equal(1, commit.GetTagItem("size"));
        Assert.Contains(ended, activity => activity.Source.Name == "Npgsql" && activity.ParentSpanId == commit.SpanId);
    }

    [SkippableFact]
    public async Task Write_OfManyTracedCommands_IsAPartOfTheFirstTraceAndLinkedToTheOthers()
    {
        var (a, b, untraced) = (await OpenAsync("a"), await OpenAsync("b"), await OpenAsync("c"));
        var (first, second) = (NewTrace(), NewTrace());

        await Task.WhenAll(await WriteTogetherAsync(
            [() => CommitAsync(untraced, trace: null), () => CommitAsync(a, first), () => CommitAsync(b, second)]));

        var commit = Assert.Single(Commits(first));
        Assert.Equal(3, commit.GetTagItem("size"));
        Assert.Equal([second], commit.Links.Select(link => link.Context));
        Assert.Empty(Commits(second));
    }

    [SkippableFact]
    public async Task Write_OfNoTracedCommand_IsAPartOfNoTrace()
    {
        var account = await OpenAsync("a");

        await CommitAsync(account, trace: null);

        Assert.Empty(Commits(outer.Context));
        Assert.DoesNotContain(ended, activity => activity.TraceId == outer.TraceId && Text(activity).Contains("INSERT", StringComparison.Ordinal));
    }

    [Fact]
    public void Trace_OfAnEntryThatIsStored_IsForgotten()
    {
        var account = new AccountState { Id = "a" }.Open(10);
        var books = new Books { Account = account.Deposit("one", 1) };
        books.Trace(NewTrace());

        books.Account = books.Account.Stored(Window).Deposit("two", 1);
        var second = NewTrace();
        books.Trace(second);

        Assert.Equal([second], books.TracesSince(new Books { Account = account }));
    }

    private static Task CommitAsync(Activation<Books> activation, ActivityContext? trace)
    {
        var state = Transactions.Pending.Account(activation.Loaded.CommittedSequenceId + 1, activation.Account().Deposit("deposit", 1));
        if (trace is { } context) state.State.Trace(context);
        return activation.CommitAsync(state);
    }

    private static ActivityContext NewTrace() =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

    private static string Text(Activity activity) => $"{activity.GetTagItem("db.query.text")}{activity.GetTagItem("db.statement")}";

    private Activity[] Commits(ActivityContext trace) =>
        [.. ended.Where(activity => activity.OperationName == "accounts.commit" && activity.TraceId == trace.TraceId)];
}
