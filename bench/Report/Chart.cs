using System.Globalization;
using System.Net;
using System.Text;
using AccountGrains.Bench.Running;

namespace AccountGrains.Bench.Report;

/// <summary>Bars as SVG: a block for each workload, a bar for each system, as long as it is fast.</summary>
internal static class Chart
{
    private const int Width = 860;
    private const int NameWidth = 150;
    private const int BarWidth = 480;
    private const int Line = 20;
    private const int Margin = 16;

    public static string Draw(Results results)
    {
        var body = new StringBuilder();
        var y = Margin + Line;
        Text(body, Margin, y, $"operations per second, {results.Options.Clients} clients, medians of {results.Options.Runs} runs (x: to sql)", "title");
        Text(body, Margin, y += Line, $"{Results.Machine}; {results.Database}", "faint");
        foreach (var workload in results.Scores.Where(score => score.Median is not null).GroupBy(score => score.Workload))
        {
            Text(body, Margin, y += Line * 2, workload.Key.Title, "title");
            var most = workload.Max(score => score.Median!.PerSecond);
            foreach (var score in workload) Bar(body, results, score, y += Line, most);
        }

        return
            $$"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{{Width}}" height="{{y + Margin * 2}}" font-family="sans-serif" font-size="12">
            <style>.title { font-weight: bold } .faint { fill: #666 } .bar { fill: #3b6ea5 } .raw { fill: #bbb } .base { fill: #c0504d }</style>
            <rect width="100%" height="100%" fill="white"/>
            {{body}}</svg>

            """;
    }

    private static void Bar(StringBuilder body, Results results, Score score, int y, double most)
    {
        var length = Math.Max(1, score.Median!.PerSecond / most * BarWidth);
        var style = score.System.Name switch { "sql" => "base", var name when name.StartsWith("raw", StringComparison.Ordinal) => "raw", _ => "bar" };
        Text(body, Margin, y, score.System.Name, "name");
        body.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{Margin + NameWidth}\" y=\"{y - 12}\" width=\"{length:0.#}\" height=\"14\"/>\n");
        var ratio = results.Ratio(score) is { } x ? $" ({x:0.00} x)" : "";
        Text(body, Margin + NameWidth + (int)length + 6, y, $"{score.Median.PerSecond:N0}{ratio}", "name");
    }

    private static void Text(StringBuilder body, int x, int y, string text, string style) =>
        body.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{WebUtility.HtmlEncode(text)}</text>\n");
}
