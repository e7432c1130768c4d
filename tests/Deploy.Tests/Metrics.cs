namespace AccountGrains.Deploy.Tests;

/// <summary>The names that Prometheus knows our instruments by, from the constants of the code.</summary>
internal static class Metrics
{
    private static readonly string[] Folders = ["client", "grains", "storage"];

    // What an exporter adds for counters, for the unit of a time, and for histograms.
    private const string Suffix = "(_total|_seconds)?(_bucket|_sum|_count)?";

    /// <summary>The names of the instruments, such as <c>accounts.commit.size</c>.</summary>
    public static IReadOnlyList<string> Instruments { get; } =
    [
        .. Folders.Select(Repository.PathOf)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*Telemetry.cs", SearchOption.AllDirectories))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"const string \w+ = ""(accounts\.[a-z_.]+)"""))
            .Select(constant => constant.Groups[1].Value)
            .Distinct(),
    ];

    /// <summary>The metrics of ours that an expression asks for.</summary>
    public static IEnumerable<string> In(string expression) =>
        Regex.Matches(expression, @"\baccounts_[a-z_]+").Select(name => name.Value).Distinct();

    public static bool IsOf(string metric, string instrument) =>
        Regex.IsMatch(metric, $"^{instrument.Replace('.', '_')}{Suffix}$");

    public static void AssertKnown(string expression) => Assert.All(
        In(expression),
        metric => Assert.True(
            Instruments.Any(instrument => IsOf(metric, instrument)), $"no instrument of the code is called {metric}"));
}
