using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AccountGrains.Storage;

/// <summary>Watches database transactions that write accounts, for <see cref="StorageTelemetry"/>.</summary>
internal static class Commits
{
    // As many links as OpenTelemetry keeps.
    private const int MaxTraces = 128;

    private static readonly ActivitySource Source = new(StorageTelemetry.SourceName);
    private static readonly Meter Meter = new(StorageTelemetry.MeterName);

    private static readonly Histogram<int> Size = Meter.CreateHistogram(
        StorageTelemetry.CommitSize,
        "{account}",
        "Accounts that one database transaction writes",
        tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096] });

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        StorageTelemetry.CommitDuration,
        "s",
        "Time of one database transaction",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    private static int waiting;

    static Commits() => Meter.CreateObservableUpDownCounter(
        StorageTelemetry.CommitsWaiting, () => Volatile.Read(ref waiting), "{write}", "Writes that wait for a database transaction");

    /// <summary>So many more writes wait, or fewer.</summary>
    public static void Wait(int more) => Interlocked.Add(ref waiting, more);

    /// <summary>Runs a database transaction that writes so many accounts.</summary>
    public static async Task<bool> MeasureAsync(int size, Func<Task<bool>> commit)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return await commit().ConfigureAwait(false);
        }
        finally
        {
            Size.Record(size);
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    /// <summary>
    /// Runs a database transaction as a part of the first of the traces that it writes for. Its statements belong to no trace where
    /// there is none: whoever runs it may have been started in any.
    /// </summary>
    public static async Task<bool> MeasureAsync(int size, IEnumerable<ActivityContext> traces, Func<Task<bool>> commit)
    {
        Activity.Current = null;
        using var activity = Source.HasListeners() ? Start(size, [.. traces.Distinct().Take(MaxTraces)]) : null;
        try
        {
            return await MeasureAsync(size, commit).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().FullName);
            throw;
        }
    }

    private static Activity? Start(int size, ActivityContext[] traces) => traces.Length == 0
        ? null
        : Source.StartActivity(
            "accounts.commit",
            ActivityKind.Internal,
            traces[0],
            [new("size", size)],
            traces.Skip(1).Select(trace => new ActivityLink(trace)));
}
