using System.Text.Json;

namespace AccountGrains.Bench.Load;

/// <summary>One system on one workload, once: what the process that makes the load is asked for.</summary>
internal sealed record Case
{
    public required string System { get; init; }

    public required string Workload { get; init; }

    /// <summary>An empty database of the throwaway PostgreSQL; null where the system keeps its accounts elsewhere.</summary>
    public required string? Postgres { get; init; }

    /// <summary>An empty folder, for a SQLite file or logs.</summary>
    public required string Folder { get; init; }

    public required int Clients { get; init; }

    public required double Seconds { get; init; }

    public required double WarmUp { get; init; }

    /// <summary>Operations per second that are begun whether earlier ones have ended or not; null: each client waits for its answer.</summary>
    public double? Rate { get; init; }

    /// <summary>The lines of a settlement.</summary>
    public required int Lines { get; init; }

    /// <summary>The accounts of a cold start.</summary>
    public required int ColdAccounts { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static Case Parse(string json) => JsonSerializer.Deserialize<Case>(json)!;
}
