using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>What operators see of the commands, and that it names nobody.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly AccountsFixture fixture = new(new JumpingClock(), random: 0.5);
    private readonly MeterListener meters = new();
    private readonly ActivityListener activities;
    private readonly Activity test = new Activity("test").Start();
    private readonly ConcurrentQueue<Activity> ended = [];
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> measured = [];

    public TelemetryTests()
    {
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "AccountGrains.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            // Other tests of this process are heard as well.
            ActivityStopped = activity =>
            {
                if (activity.TraceId == test.TraceId) ended.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(activities);
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "AccountGrains.Client" && instrument.Meter.Scope == fixture.Meters)
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        meters.Start();
    }

    public void Dispose()
    {
        activities.Dispose();
        meters.Dispose();
        test.Dispose();
        fixture.Dispose();
    }

    [Fact]
    public async Task Execute_Replayed_IsOneActivity()
    {
        fixture.Cluster.Answers(new TimeoutException(), FakeCluster.Applied(isReplay: true));

        await Send();

        var activity = Assert.Single(ended);
        Assert.Equal(ActivityKind.Client, activity.Kind);
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.Equivalent(
            new Dictionary<string, object?>
            {
                ["kind"] = "deposit",
                ["outcome"] = "applied",
                ["attempts"] = 2,
                ["replayed"] = true,
            },
            activity.TagObjects.ToDictionary(),
            strict: true);
    }

    [Fact]
    public async Task Execute_NoOutcome_IsAnActivityInError()
    {
        fixture.Cluster.Answers(ReplyMessage.Failed("the store refused a row", final: true));

        await Assert.ThrowsAsync<RequestFailedException>(Send);

        var activity = Assert.Single(ended);
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Equal("failed", activity.GetTagItem("outcome"));
    }

    [Fact]
    public async Task Execute_Applied_IsCountedAndTimed()
    {
        fixture.Cluster.Answers(FakeCluster.Silence, FakeCluster.Applied());

        await Send();

        Assert.Contains(("accounts.client.commands", 1, "kind=deposit outcome=applied"), measured);
        Assert.Contains(("accounts.client.retries", 1, "kind=deposit"), measured);
        var duration = Assert.Single(measured, measurement => measurement.Instrument == "accounts.client.duration");
        Assert.Equal("kind=deposit outcome=applied", duration.Tags);
        Assert.Equal(15.025, duration.Value, precision: 6);
    }

    [Theory]
    [InlineData(Outcome.InsufficientFunds, "insufficient_funds")]
    [InlineData((Outcome)999, "other")]
    public async Task Execute_Refused_IsCountedUnderItsOutcome(Outcome outcome, string name)
    {
        fixture.Cluster.Answers(FakeCluster.Applied() with { Outcome = (int)outcome });

        await Send();

        Assert.Contains(("accounts.client.commands", 1, $"kind=deposit outcome={name}"), measured);
    }

    [Theory]
    [InlineData(true, "in_doubt")]
    [InlineData(false, "failed")]
    public async Task Execute_NoOutcome_IsCounted(bool inDoubt, string name)
    {
        fixture.Cluster.Answers(ReplyMessage.Failed("no", inDoubt, final: true));

        await Assert.ThrowsAnyAsync<RequestException>(Send);

        Assert.Contains(("accounts.client.commands", 1, $"kind=deposit outcome={name}"), measured);
    }

    [Fact]
    public async Task Execute_Cancelled_IsCounted()
    {
        using var cancellation = new CancellationTokenSource();
        fixture.Cluster.Answers(() =>
        {
            cancellation.Cancel();
            return FakeCluster.Silence;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Accounts.ExecuteAsync(Sample.Deposit, cancellation.Token));

        Assert.Contains(("accounts.client.commands", 1, "kind=deposit outcome=cancelled"), measured);
    }

    [Fact]
    public async Task Get_AskedAgain_IsCountedAsARetryOfARead()
    {
        fixture.Cluster.Answers(new TimeoutException(), AccountMessage.Of(Sample.Account));

        await fixture.Accounts.GetAsync("alice");

        Assert.Equal([("accounts.client.retries", 1, "kind=read")], measured);
    }

    [Fact]
    public async Task Duration_Published_AdvisesBucketsUpToTheDeadline()
    {
        using var other = new AccountsFixture(new FakeTimeProvider());
        using var listener = new MeterListener();
        var advised = Array.Empty<double>();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument is Histogram<double> histogram && instrument.Meter.Scope == other.Meters)
                advised = [.. histogram.Advice!.HistogramBucketBoundaries!];
        };
        listener.Start();
        other.Cluster.Answers(FakeCluster.Applied());

        await other.Accounts.ExecuteAsync(Sample.Deposit);

        Assert.Contains(AccountsFixture.Deadline.TotalSeconds, advised);
        Assert.Equal(advised.Order(), advised);
    }

    private Task<Receipt> Send() => fixture.Accounts.ExecuteAsync(Sample.Deposit);

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measured.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
