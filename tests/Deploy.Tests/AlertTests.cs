namespace AccountGrains.Deploy.Tests;

/// <summary>The alerts, and what the runbook says of them.</summary>
public sealed class AlertTests
{
    private static readonly JsonNode File = Yaml.Parse(Repository.Read("deploy/alerts.yaml")).Single();
    private static readonly JsonNode[] Rules = [.. File.ListAt("groups").SelectMany(group => group.ListAt("rules"))];
    private static readonly string Runbook = Repository.Read("deploy/runbook.md");

    private static readonly IReadOnlyDictionary<string, string> Chapters = Regex
        .Matches(Runbook, @"(?m)^### (Accounts\w+)\n\n((?:(?!^##).*\n?)*)")
        .ToDictionary(chapter => chapter.Groups[1].Value, chapter => chapter.Groups[2].Value);

    [Fact]
    public void EveryAlert_HasAChapterInTheRunbook_AndTheReverse() =>
        Assert.Equal(Rules.Select(rule => rule.TextAt("alert")).Order(), Chapters.Keys.Order());

    [Fact]
    public void EveryAlert_SaysWhatIsWrong_HowBadItIsAndWhereToReadOn() =>
        Assert.All(Rules, rule =>
        {
            Assert.Matches("^(page|ticket)$", rule.TextAt("labels.severity"));
            Assert.NotEmpty(rule.TextAt("annotations.summary")!);
            Assert.NotEmpty(rule.TextAt("expr")!);
            Assert.Equal($"deploy/runbook.md#{Anchor(rule.TextAt("alert")!)}", rule.TextAt("annotations.runbook"));
        });

    [Fact]
    public void Chapter_SaysWhetherSomebodyIsWoken() =>
        Assert.All(Rules, rule => Assert.Contains(
            IsPage(rule) ? "**Page.**" : "Ticket", Chapters[rule.TextAt("alert")!], StringComparison.Ordinal));

    [Fact]
    public void Page_OfANumberThatFluctuates_Waits() =>
        // A failed job stays failed; everything else may be over before somebody is awake.
        Assert.All(
            Rules.Where(rule => IsPage(rule) && !rule.TextAt("expr")!.Contains("kube_job", StringComparison.Ordinal)),
            rule => Assert.Matches(@"^\d+m$", rule.TextAt("for")));

    [Fact]
    public void EveryMetric_IsOneOfTheCode() => Assert.All(Rules, rule => Metrics.AssertKnown(rule.TextAt("expr")!));

    [Fact]
    public void LimitOfTheQueue_IsThatOfASilo()
    {
        var limit = Repository.Number("grains/AccountsOptions.cs", @"QueueLength \{.*= ([\d_]+);");
        var alert = Rules.Single(rule => rule.TextAt("alert") == "AccountsQueueNearlyFull");

        Assert.Equal($"max(accounts_queue_length) > {limit * 3 / 4}", alert.TextAt("expr"));
    }

    [Fact]
    public void EveryCause_ThatIsWatched_IsOneOfTheCode()
    {
        var known = Regex.Matches(Repository.Read("grains/Telemetry/AbortCause.cs"), @"const string \w+ = ""(\w+)""");
        var watched = Rules.SelectMany(rule => Regex.Matches(rule.TextAt("expr")!, @"cause=""(\w+)""")).ToArray();

        Assert.NotEmpty(watched);
        Assert.All(watched, cause => Assert.Contains(cause.Groups[1].Value, known.Select(one => one.Groups[1].Value)));
    }

    [Fact]
    public void EveryLink_OfTheRunbook_LeadsSomewhere()
    {
        var headings = Regex.Matches(Runbook, "(?m)^##+ (.+)$").Select(heading => Anchor(heading.Groups[1].Value)).ToHashSet();

        Assert.All(Regex.Matches(Runbook, @"\]\(([^)]+)\)").Select(link => link.Groups[1].Value), link =>
        {
            if (link[0] == '#') Assert.Contains(link[1..], headings);
            else Assert.True(Path.Exists(Repository.PathOf(Path.Combine("deploy", link.Split('#')[0]))), link);
        });
    }

    private static bool IsPage(JsonNode rule) => rule.TextAt("labels.severity") == "page";

    private static string Anchor(string heading) => heading.ToLowerInvariant().Replace(' ', '-');
}
