using System.Diagnostics;
using System.Text;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>What arrives at a collector from a silo that is a process of its own, on PostgreSQL.</summary>
[Collection(PostgresServer.Collection)]
public sealed class TraceTests(PostgresServer server) : IAsyncLifetime
{
    private const string Alice = "alice-4711";
    private const string Bob = "bob-4712";
    private const string Secret = "secret-4713";

    private readonly Collector collector = new();
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => source.Name == "AccountGrains.Client",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private PostgresDatabase? database;
    private SiloProcess? silo;
    private SdkClient? client;

    public async Task InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        ActivitySource.AddActivityListener(listener);
        var (siloPort, gatewayPort, adminPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        silo = SiloProcess.Launch(
            new Dictionary<string, string?>(collector.Environment) { ["ConnectionStrings__Accounts"] = database.Store },
            $"Accounts:SiloPort={siloPort}",
            $"Accounts:GatewayPort={gatewayPort}",
            $"Accounts:AdminPort={adminPort}");
        await silo.WaitUntilReadyAsync();
        client = await SdkClient.StartAsync([$"127.0.0.1:{gatewayPort}"]);
        await client.Accounts.ExecuteAsync(new OpenAccount($"open a {Secret}", Alice, "EUR") { Memo = Secret });
        await client.Accounts.ExecuteAsync(new OpenAccount($"open b {Secret}", Bob, "EUR"));
    }

    public async Task DisposeAsync()
    {
        listener.Dispose();
        if (client is not null) await client.DisposeAsync();
        if (silo is not null) await silo.DisposeAsync();
        await collector.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Deposit_ThroughTheSdk_IsOneTraceDownToTheStatement()
    {
        var call = await TraceAsync(new Deposit($"deposit {Secret}", Alice, 10, "EUR"));

        await ExpectAsync(call, "IAccountGrain/ExecuteAsync");
        var grain = Assert.Single(Of(call), span => span.Source == "AccountGrains.Grains");
        Assert.Equal(call.SpanId.ToHexString(), grain.Parent);
        Assert.Equal(grain.Id, Assert.Single(Of(call), span => span.Name == "accounts.commit").Parent);
    }

    [SkippableFact]
    public async Task Transfer_ThroughTheSdk_IsOneTraceDownToTheStatements()
    {
        await client!.Accounts.ExecuteAsync(new Deposit($"fill {Secret}", Alice, 10, "EUR"));

        var call = await TraceAsync(new Transfer($"transfer {Secret}", Alice, Bob, 1, "EUR"));

        await ExpectAsync(call, "IAccountGrain/ExecuteAsync", "IPartGrain/ApplyAsync");
        var alice = Assert.Single(Of(call), span => span.Name == "IAccountGrain/ExecuteAsync");
        Assert.Equal(call.SpanId.ToHexString(), alice.Parent);
        var bob = Assert.Single(Of(call), span => span.Name == "IPartGrain/ApplyAsync");
        Assert.Equal(alice.Id, bob.Parent);
        Assert.All(
            Of(call).Where(span => span.Name == "accounts.commit"),
            commit => Assert.Contains(commit.Parent, new[] { alice.Id, bob.Id }));
    }

    [SkippableFact]
    public async Task Exported_OfAnyCommand_NamesNoAccountNoRequestAndNoMemo()
    {
        string[] requests = [$"one {Secret}", $"one {Secret}", $"two {Secret}", $"three {Secret}"];
        foreach (var request in requests) await TraceAsync(new Deposit(request, Alice, 1, "EUR") { Memo = Secret });
        await TraceAsync(new Deposit($"one {Secret}", Alice, 2, "EUR"));
        await TraceAsync(new Withdraw($"too much {Secret}", Alice, 1_000, "EUR"));
        await TraceAsync(new Transfer($"too much {Secret}!", Bob, Alice, 1_000, "EUR"));
        var last = await TraceAsync(new Transfer($"some {Secret}", Alice, Bob, 1, "EUR"));
        await ExpectAsync(last, "IAccountGrain/ExecuteAsync");
        await Condition.HoldsAsync(
            () => Task.FromResult(Sent("/v1/metrics").Any(text => text.Contains("accounts.commands", StringComparison.Ordinal))),
            "metrics have arrived");

        Assert.All(collector.Posts, post => Assert.Equal("application/x-protobuf", post.ContentType));
        Assert.All(Sent("/v1/traces").Concat(Sent("/v1/metrics")), text =>
        {
            foreach (var name in new[] { Alice, Bob, Secret }) Assert.DoesNotContain(name, text, StringComparison.Ordinal);
        });
    }

    [SkippableFact]
    public async Task Exported_OfADatabaseThatIsAskedInNoTrace_IsNothing()
    {
        await ExpectAsync(await TraceAsync(new Deposit($"deposit {Secret}", Alice, 10, "EUR")), "IAccountGrain/ExecuteAsync");

        Assert.All(collector.Spans.Where(span => span.Source == "Npgsql"), statement => Assert.NotNull(statement.Parent));
    }

    private async Task<ActivityContext> TraceAsync(Command command)
    {
        using var outer = new Activity("caller").Start();
        outer.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        Activity? call = null;
        using var ended = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "AccountGrains.Client",
            ActivityStopped = activity =>
            {
                if (activity.TraceId == outer.TraceId) call = activity;
            },
        };
        ActivitySource.AddActivityListener(ended);
        await client!.Accounts.ExecuteAsync(command);
        return call!.Context;
    }

    private IEnumerable<Span> Of(ActivityContext call) =>
        collector.Spans.Where(span => span.Trace == call.TraceId.ToHexString());

    /// <summary>Waits until the trace of a call has these spans, and a commit with a statement.</summary>
    private Task<TimeSpan> ExpectAsync(ActivityContext call, params string[] names) => Condition.HoldsAsync(
        () =>
        {
            var spans = Of(call).ToArray();
            var commits = spans.Where(span => span.Name == "accounts.commit").Select(span => span.Id).ToArray();
            return Task.FromResult(
                names.All(name => spans.Any(span => span.Name == name))
                && spans.Any(span => span.Source == "Npgsql" && commits.Contains(span.Parent)));
        },
        $"trace {call.TraceId} has {string.Join(", ", names)}, a commit and its statement");

    private IEnumerable<string> Sent(string path) =>
        collector.Posts.Where(post => post.Path == path).Select(post => Encoding.Latin1.GetString(post.Body));
}
