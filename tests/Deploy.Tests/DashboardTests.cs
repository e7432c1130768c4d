namespace AccountGrains.Deploy.Tests;

/// <summary>The Grafana dashboard.</summary>
public sealed class DashboardTests
{
    private static readonly JsonNode Dashboard = JsonNode.Parse(Repository.Read("deploy/grafana/accounts.json"))!;
    private static readonly IReadOnlyList<JsonNode> Panels = Dashboard.ListAt("panels");

    private static readonly string[] Expressions =
        [.. Panels.SelectMany(panel => panel.ListAt("targets")).Select(target => target.TextAt("expr")!)];

    [Fact]
    public void Panels_HaveIdsAndTitlesOfTheirOwn()
    {
        Assert.Equal(Panels.Count, Panels.Select(panel => (int)panel["id"]!).Distinct().Count());
        Assert.Equal(Panels.Count, Panels.Select(panel => panel.TextAt("title")).Distinct().Count());
        Assert.All(Panels, panel => Assert.NotEmpty(panel.TextAt("title")!));
    }

    [Fact]
    public void Panels_DoNotCoverEachOther()
    {
        var cells = Panels.SelectMany(panel =>
            from x in Enumerable.Range((int)panel.At("gridPos.x")!, (int)panel.At("gridPos.w")!)
            from y in Enumerable.Range((int)panel.At("gridPos.y")!, (int)panel.At("gridPos.h")!)
            select (x, y)).ToArray();

        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, 23));
    }

    [Fact]
    public void EveryPanel_AsksTheDataSourceThatTheUserChose()
    {
        Assert.Equal("datasource", Dashboard.ListAt("templating.list").Single().TextAt("name"));
        Assert.All(
            Panels.Where(panel => panel.TextAt("type") != "row"),
            panel => Assert.Equal("${datasource}", panel.TextAt("datasource.uid")));
    }

    [Fact]
    public void EveryMetric_IsOneOfTheCode() => Assert.All(Expressions, Metrics.AssertKnown);

    [Fact]
    public void EveryInstrument_IsShown() =>
        Assert.All(Metrics.Instruments, instrument => Assert.True(
            Expressions.SelectMany(Metrics.In).Any(metric => Metrics.IsOf(metric, instrument)), $"{instrument} is on no panel"));
}
