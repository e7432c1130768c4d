using System.Diagnostics;
using HdrHistogram;

namespace AccountGrains.Bench.Load;

/// <summary>How long operations took, to three digits, without allocating.</summary>
internal sealed class Latencies
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly LongConcurrentHistogram microseconds = new(1, (long)Longest.TotalMicroseconds, 3);

    public long Count => microseconds.TotalCount;

    public double? P50 => At(50);

    public double? P99 => At(99);

    public double? Max => At(100);

    public void RecordSince(long timestamp)
    {
        var elapsed = Stopwatch.GetElapsedTime(timestamp);
        microseconds.RecordValue(Math.Clamp((long)elapsed.TotalMicroseconds, 1, (long)Longest.TotalMicroseconds));
    }

    private double? At(double percentile) => Count == 0 ? null : microseconds.GetValueAtPercentile(percentile) / 1_000.0;
}
