using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems.Raw;
using AccountGrains.Bench.Systems.Sql;

namespace AccountGrains.Bench.Systems;

/// <summary>A system that can be asked for.</summary>
/// <param name="Name">What the command line and the report call it.</param>
/// <param name="UsesPostgres">Whether it keeps its accounts in the throwaway PostgreSQL.</param>
/// <param name="NeedsOrleans">Whether its worker is the program of the cluster.</param>
/// <param name="Limit">The system whose rows it writes, without rules.</param>
internal sealed record SystemInfo(string Name, bool UsesPostgres = true, bool NeedsOrleans = false, string? Limit = null)
{
    // A silo under load is compiled for so long where it shares two cores with its callers, and up to two fifths of one go to that.
    private const double UntilCompiled = 45;

    /// <summary>The seconds of load, unless told, before it is measured as one that has been running for a while.</summary>
    public double WarmUp => NeedsOrleans ? UntilCompiled : 3;
}

/// <summary>All systems, in the order of the report.</summary>
internal static class SystemCatalog
{
    public const string Baseline = "sql";

    public static IReadOnlyList<SystemInfo> All { get; } =
    [
        new(Baseline),
        new("raw-postgres"),
        new("raw-sqlite", UsesPostgres: false),
        new("embedded-postgres", Limit: "raw-postgres"),
        new("embedded-sqlite", UsesPostgres: false, Limit: "raw-sqlite"),
        new("cluster-1", NeedsOrleans: true, Limit: "raw-postgres"),
        new("cluster-3", NeedsOrleans: true, Limit: "raw-postgres"),
        new("orleans-adonet", NeedsOrleans: true),
        new("ceiling", UsesPostgres: false, NeedsOrleans: true),
    ];

    public static SystemInfo Find(string name) => All.Single(system => system.Name == name);

    /// <summary>Makes a system that needs no Orleans.</summary>
    public static ISystem Make(Case @case) => @case.System switch
    {
        Baseline => new SqlSystem(@case.Postgres!, @case.Clients),
        "raw-postgres" => new RawSystem(@case.Postgres!, RawPostgres.StartAsync),
        "raw-sqlite" => new RawSystem(FileIn(@case), RawSqlite.StartAsync),
        "embedded-postgres" => new EmbeddedSystem(@case.Postgres!),
        "embedded-sqlite" => new EmbeddedSystem(FileIn(@case)),
        _ => throw new ArgumentException($"{@case.System} is a system of another program", nameof(@case)),
    };

    private static string FileIn(Case @case) => Path.Combine(@case.Folder, "accounts.db");
}
