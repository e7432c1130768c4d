using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AccountGrains.Cluster.Tests.Silo;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>What a silo answered to Prometheus.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, double> values = new(StringComparer.Ordinal);

    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            var labels = Label().Matches(match.Groups["labels"].Value)
                .Select(label => label.Value)
                .Where(label => !label.StartsWith("otel_scope", StringComparison.Ordinal));
            values[$"{match.Groups["name"].Value}{{{string.Join(',', labels)}}}"] =
                double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        }
    }

    public string Text { get; }

    /// <summary>The value of such as <c>accounts_commands_total{kind="open"}</c>, or null.</summary>
    public double? this[string series] => values.TryGetValue(series, out var value) ? value : null;

    public static async Task<Scrape> OfAsync(SiloProcess silo)
    {
        var answer = await silo.Admin.AskAsync("/metrics", AdminClient.Bearer);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return new Scrape(answer.Text);
    }

    [GeneratedRegex(@"^(?<name>\w+)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$")]
    private static partial Regex Line();

    [GeneratedRegex(@"\w+=""[^""]*""")]
    private static partial Regex Label();
}
