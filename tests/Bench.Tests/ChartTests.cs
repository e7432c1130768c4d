using System.Xml.Linq;
using AccountGrains.Bench.Load;
using AccountGrains.Bench.Report;
using AccountGrains.Bench.Running;
using AccountGrains.Bench.Systems;
using AccountGrains.Bench.Workloads;

namespace AccountGrains.Bench.Tests;

public sealed class ChartTests
{
    [Fact]
    public void Draw_OfTwoSystems_HasABarAndARatioForEach()
    {
        Score[] scores = [ScoreOf("sql", 1_000, 3_000, 2_000), ScoreOf("embedded-sqlite", 9_000, 8_000, 7_000), ScoreOf("cluster-1")];

        var chart = XDocument.Parse(Chart.Draw(new Results(Options(), "PostgreSQL", scores)));

        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(2, chart.Descendants(svg + "rect").Count(bar => bar.Attribute("class") is not null));
        var texts = chart.Descendants(svg + "text").Select(text => text.Value).ToArray();
        Assert.Contains("2,000 (1.00 x)", texts);
        Assert.Contains("8,000 (4.00 x)", texts);
    }

    private static Score ScoreOf(string system, params double[] perSecond)
    {
        var score = new Score(WorkloadCatalog.Find("transfers"), SystemCatalog.Find(system));
        score.Runs.AddRange(perSecond.Select(rate => new CaseResult { Operations = (long)rate, Seconds = 1 }));
        return score;
    }

    private static BenchOptions Options() => new()
    {
        Systems = SystemCatalog.All,
        Workloads = WorkloadCatalog.All,
        Seconds = 1,
        WarmUp = 1,
        Clients = 1,
        Runs = 3,
        Lines = 1,
        ColdAccounts = 1,
        Rate = null,
        Half = false,
        Json = null,
        Svg = null,
    };
}
