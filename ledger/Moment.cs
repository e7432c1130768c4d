namespace AccountGrains.Ledger;

internal static class Moment
{
    /// <summary>PostgreSQL keeps microseconds; a time that every store gives back as it was must not be finer.</summary>
    public static DateTimeOffset ToMicrosecond(this DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
