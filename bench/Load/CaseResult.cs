using System.Text.Json;

namespace AccountGrains.Bench.Load;

/// <summary>What was measured of one case, or why there is nothing to measure.</summary>
internal sealed record CaseResult
{
    public string? LeftOut { get; init; }

    public long Operations { get; init; }

    public double Seconds { get; init; }

    public double PerSecond => Seconds > 0 ? Operations / Seconds : 0;

    /// <summary>In milliseconds; null where an operation has none of its own, as the line of a settlement.</summary>
    public double? P50 { get; init; }

    public double? P99 { get; init; }

    public double? Max { get; init; }

    /// <summary>Statements that the database executed for an operation; null where it does not count them.</summary>
    public double? Statements { get; init; }

    /// <summary>Bytes of write-ahead log for an operation.</summary>
    public double? WalBytes { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static CaseResult Parse(string json) => JsonSerializer.Deserialize<CaseResult>(json)!;
}
