using System.Globalization;

namespace AccountGrains.Cli.Commands;

/// <summary>The first and the last moment that a written time stands for.</summary>
internal readonly record struct Span(DateTimeOffset First, DateTimeOffset Last);

/// <summary>Times and durations as people write them.</summary>
internal static class Times
{
    public const string Expected = "an ISO 8601 time such as 2026-01-31, 2026-01-31T12:00 or 2026-01-31T12:00:00+08:00";
    public const string ExpectedExpiry = "a duration such as 30s, 15m, 12h or 7d, or " + Expected;

    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    // The store keeps microseconds, so the last moment of a day is a microsecond before the next.
    private static readonly (TimeSpan Unit, string[] Formats)[] Written =
    [
        (TimeSpan.FromDays(1), ["yyyy-MM-dd"]),
        (TimeSpan.FromMinutes(1), ["yyyy-MM-ddTHH:mmK", "yyyy-MM-dd HH:mmK"]),
        (TimeSpan.FromSeconds(1), ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ssK"]),
        (TimeSpan.FromMicroseconds(1), ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"]),
    ];

    public static bool TryParse(string text, out Span span)
    {
        foreach (var (unit, formats) in Written)
        {
            if (!DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, Styles, out var time)) continue;
            span = new Span(time, time + (unit - TimeSpan.FromMicroseconds(1)));
            return true;
        }

        span = default;
        return false;
    }

    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        double? seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => null };
        if (seconds is null || count > 100 * 366 * 86_400d / seconds) return false;
        duration = TimeSpan.FromSeconds(count * seconds.Value);
        return true;
    }
}
