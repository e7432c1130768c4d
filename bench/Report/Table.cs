using AccountGrains.Bench.Running;
using Spectre.Console;

namespace AccountGrains.Bench.Report;

/// <summary>The report for a person: a table for each workload.</summary>
internal static class Table
{
    // A file has no width; the columns have.
    private const int WidthOfFiles = 140;

    public static void Write(Results results)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfFiles;
        AnsiConsole.WriteLine(Results.Machine);
        AnsiConsole.WriteLine(results.Database);
        AnsiConsole.WriteLine(
            $"{results.Options.Clients} clients, {results.Options.Seconds:0.#} s a case, medians of {results.Options.Runs} runs");
        foreach (var workload in results.Scores.GroupBy(score => score.Workload))
        {
            AnsiConsole.WriteLine();
            AnsiConsole.WriteLine(workload.Key.Title);
            var scores = workload.Where(score => score.Median is not null).ToArray();
            if (scores.Length > 0) AnsiConsole.Write(Of(results, scores));
            foreach (var reason in workload.Where(score => score.Median is null).GroupBy(score => score.Problem))
                AnsiConsole.WriteLine($"  left out: {string.Join(", ", reason.Select(score => score.System.Name))}: {reason.Key}");
            foreach (var score in workload.Where(score => score.Failed && score.Median is not null))
                AnsiConsole.WriteLine($"  failed: {score.System.Name}: {score.Problem}");
        }
    }

    private static Spectre.Console.Table Of(Results results, Score[] scores)
    {
        var table = new Spectre.Console.Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("system").NoWrap());
        foreach (var name in new[] { "per second", "p50 ms", "p99 ms", "statements", "WAL bytes", "x sql", "x raw" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        if (results.Options.Half)
        {
            foreach (var name in new[] { "half rate", "p50 ms", "p99 ms" }) table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        foreach (var score in scores) table.AddRow([.. Cells(results, score)]);
        return table;
    }

    private static IEnumerable<string> Cells(Results results, Score score)
    {
        var median = score.Median!;
        yield return score.System.Name;
        yield return $"{median.PerSecond:N0}";
        yield return $"{median.P50:N1}";
        yield return $"{median.P99:N1}";
        yield return $"{median.Statements:N2}";
        yield return $"{median.WalBytes:N0}";
        yield return $"{results.Ratio(score):N2}";
        yield return $"{results.OfLimit(score):N2}";
        if (!results.Options.Half) yield break;
        yield return $"{score.Half?.PerSecond:N0}";
        yield return $"{score.Half?.P50:N1}";
        yield return $"{score.Half?.P99:N1}";
    }
}
