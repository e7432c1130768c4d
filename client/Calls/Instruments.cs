using System.Diagnostics.Metrics;
using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>The instruments of <see cref="Telemetry"/>.</summary>
internal sealed class Instruments
{
    // From an answer out of a silo's memory to a request that used up its deadline.
    internal static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60],
    };

    private readonly TimeProvider time;
    private readonly Counter<long> commands;
    private readonly Histogram<double> duration;
    private readonly Counter<long> retries;

    public Instruments(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        var meter = meters.Create(new MeterOptions(Telemetry.MeterName));
        commands = meter.CreateCounter<long>(Telemetry.Commands, "{command}", "Commands, by kind and outcome");
        duration = meter.CreateHistogram(Telemetry.Duration, "s", "Time of a command with all its attempts", tags: null, Buckets);
        retries = meter.CreateCounter<long>(Telemetry.Retries, "{retry}", "Attempts after the first");
    }

    /// <summary>Watches one command to its end.</summary>
    public Observation Observe(EntryKind kind) => new(this, TagValues<EntryKind>.Of(kind), time.GetTimestamp());

    public void RetryRead() => Retry("read");

    public void Retry(string kind) => retries.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void End(string kind, string outcome, long started)
    {
        var kindTag = new KeyValuePair<string, object?>("kind", kind);
        var outcomeTag = new KeyValuePair<string, object?>("outcome", outcome);
        commands.Add(1, kindTag, outcomeTag);
        duration.Record(time.GetElapsedTime(started).TotalSeconds, kindTag, outcomeTag);
    }
}
