using System.Net;
using AccountGrains.Ledger;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>The dashboard shows kinds of grains and how they do, never what is in one.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private const string Account = "zoe:checking";
    private const string Grain = "AccountGrains.Grains.AccountGrain";
    private const string NoFilter = "?exclude=none";

    // Too long to stand in a figure of the dashboard by chance.
    private const long Amount = 471_147_114_711;

    private SiloProcess silo = null!;
    private SdkClient client = null!;

    public async Task InitializeAsync()
    {
        silo = await SiloProcess.StartAsync(null, $"Accounts:AdminToken={AdminClient.Token}", "Accounts:SiloName=first-of-three");
        client = await SdkClient.StartAsync([$"127.0.0.1:{silo.GatewayPort}"]);
    }

    public async Task DisposeAsync()
    {
        if (client is not null) await client.DisposeAsync();
        if (silo is not null) await silo.DisposeAsync();
    }

    [Fact]
    public async Task Answers_AfterCommands_NameGrainsAndMethodsAndNothingOfAnAccount()
    {
        await LoadUntilSeenAsync();

        var silos = await AskAsync($"DashboardCounters{NoFilter}");
        Assert.Contains(Grain, silos, StringComparison.Ordinal);
        Assert.Contains("first-of-three", silos, StringComparison.Ordinal);
        var address = System.Text.Json.JsonDocument.Parse(silos).RootElement.GetProperty("hosts")[0].GetProperty("siloAddress").GetString();
        string[] answers =
        [
            silos,
            await AskAsync("ClusterStats"),
            await AskAsync($"GrainStats/{Grain}"),
            await AskAsync($"TopGrainMethods{NoFilter}"),
            await AskAsync($"GrainTypes{NoFilter}"),
            await AskAsync("LifecycleStages"),
            await AskAsync("Reminders"),
            await AskAsync($"HistoricalStats/{address}"),
            await AskAsync($"SiloProperties/{address}"),
            await AskAsync($"SiloMetadata/{address}"),
            await AskAsync($"SiloStats/{address}"),
            await AskAsync($"SiloCounters/{address}"),
        ];
        Assert.All(answers, answer => Assert.DoesNotMatch($"zoe|checking|secret-request|{Amount}", answer));
    }

    [Theory]
    [InlineData($"GrainState?grainId={Account}&grainType={Grain}")]
    [InlineData($"grainstate?grainId={Account}&grainType={Grain}")]
    [InlineData($"GrainState/?grainId={Account}&grainType={Grain}")]
    [InlineData("Trace")]
    [InlineData("trace/")]
    public async Task StateOfAGrainAndLog_WithTheToken_AreNotThere(string path)
    {
        await ExecuteAsync(0);

        var answer = await silo.Admin.AskAsync($"/dashboard/{path}", AdminClient.Bearer);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("", answer.Text);
    }

    [SkippableFact]
    public async Task Page_InABrowser_ShowsTheAccountsByTheirKind()
    {
        Skip.IfNot(Browser.IsThere, "no /usr/bin/chromium");
        await LoadUntilSeenAsync();

        var page = await Browser.OpenAsync($"http://anybody:{AdminClient.Token}@127.0.0.1:{silo.AdminPort}/dashboard/#/grains");

        Assert.Contains(">AccountGrain<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("zoe", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Page_InABrowserWithoutTheToken_ShowsNothing()
    {
        Skip.IfNot(Browser.IsThere, "no /usr/bin/chromium");

        var page = await Browser.OpenAsync($"http://127.0.0.1:{silo.AdminPort}/dashboard/#/grains");

        Assert.DoesNotContain("Orleans", page, StringComparison.Ordinal);
    }

    // Calls are measured from when somebody has looked at the dashboard, and counted once a second.
    private async Task LoadUntilSeenAsync()
    {
        await AskAsync($"DashboardCounters{NoFilter}");
        var count = 0;
        await Condition.HoldsAsync(
            async () =>
            {
                await ExecuteAsync(count++);
                return (await AskAsync($"GrainStats/{Grain}")).Contains("ExecuteAsync", StringComparison.Ordinal)
                    && (await AskAsync($"DashboardCounters{NoFilter}")).Contains(Grain, StringComparison.Ordinal);
            },
            "the dashboard shows calls of accounts");
    }

    private async Task ExecuteAsync(int number)
    {
        await client.Accounts.ExecuteAsync(new OpenAccount("secret-request", Account, "EUR") { OverdraftLimit = Amount });
        await client.Accounts.ExecuteAsync(new Deposit($"secret-request-{number}", Account, Amount, "EUR"));
    }

    private async Task<string> AskAsync(string path)
    {
        var answer = await silo.Admin.AskAsync($"/dashboard/{path}", AdminClient.Bearer);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Text;
    }
}
