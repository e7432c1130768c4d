using System.Runtime.InteropServices;
using System.Text.Json;
using AccountGrains.Bench.Running;
using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Workloads;

namespace AccountGrains.Bench.Report;

/// <summary>Everything that was measured, and on what.</summary>
internal sealed record Results(BenchOptions Options, string Database, IReadOnlyList<Score> Scores)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Machine =>
        $"{Environment.ProcessorCount} cores shared by clients, servers and database; {RuntimeInformation.OSDescription}; .NET {Environment.Version}";

    public Score? Find(Workload workload, string? system) =>
        Scores.FirstOrDefault(score => score.Workload == workload && score.System.Name == system);

    /// <summary>To the baseline of the same workload.</summary>
    public double? Ratio(Score score) => score.RatioTo(Find(score.Workload, SystemCatalog.Baseline));

    /// <summary>To what the database takes without rules.</summary>
    public double? OfLimit(Score score) => score.RatioTo(Find(score.Workload, score.System.Limit));

    public async Task SaveAsync()
    {
        if (Options.Json is { } json) await File.WriteAllTextAsync(json, ToJson());
        if (Options.Svg is { } svg) await File.WriteAllTextAsync(svg, Chart.Draw(this));
    }

    private string ToJson() => JsonSerializer.Serialize(
        new
        {
            Machine,
            Database,
            Options.Clients,
            Options.Seconds,
            Options.Runs,
            Options.Lines,
            Options.ColdAccounts,
            Options.Rate,
            Baseline = SystemCatalog.Baseline,
            Results = Scores.Select(score => new
            {
                Workload = score.Workload.Name,
                System = score.System.Name,
                WarmUp = Options.WarmUpOf(score.System),
                score.Problem,
                score.Median,
                Ratio = Ratio(score),
                OfRaw = OfLimit(score),
                score.Half,
                score.Runs,
                score.HalfRuns,
            }),
        },
        Indented);
}
