using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>What Prometheus finds at a silo that is a process of its own, after commands that are known.</summary>
[Collection(PostgresServer.Collection)]
public sealed class MetricsTests(PostgresServer server)
{
    private const string Alice = "alice-4711";
    private const string Bob = "bob-4712";
    private const string Secret = "secret-4713";

    private static readonly Dictionary<string, double> Expected = new()
    {
        ["""accounts_commands_total{kind="open",outcome="applied",replayed="false"}"""] = 2,
        ["""accounts_commands_total{kind="deposit",outcome="applied",replayed="false"}"""] = 2,
        ["""accounts_commands_total{kind="deposit",outcome="applied",replayed="true"}"""] = 1,
        ["""accounts_commands_total{kind="deposit",outcome="request_conflict",replayed="false"}"""] = 1,
        ["""accounts_commands_total{kind="withdrawal",outcome="insufficient_funds",replayed="false"}"""] = 1,
        ["""accounts_commands_total{kind="transfer",outcome="applied",replayed="false"}"""] = 1,
        ["""accounts_commands_total{kind="transfer",outcome="insufficient_funds",replayed="false"}"""] = 1,
        ["""accounts_commands_total{kind="reversal",outcome="applied",replayed="false"}"""] = 1,
        ["""accounts_commands_total{kind="send",outcome="applied",replayed="false"}"""] = 1,
        ["""accounts_commands_total{kind="hold",outcome="applied",replayed="false"}"""] = 1,
        ["""accounts_duration_seconds_count{kind="deposit"}"""] = 4,
        ["""accounts_duration_seconds_count{kind="transfer"}"""] = 2,
        ["""accounts_transactions_aborted_total{cause="refused"}"""] = 1,
        ["accounts_queue_length{}"] = 0,
        ["accounts_activations{}"] = 2,
        ["accounts_commit_waiting{}"] = 0,
        ["""accounts_messages_due{ledger="nowhere"}"""] = 1,
        ["""accounts_holds_past_expiry{owner="nobody"}"""] = 1,
    };

    [SkippableFact]
    public async Task Metrics_AfterKnownCommands_CountThemAndNameNobody()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var silo = await SiloProcess.StartAsync(
            $"{database.Store};Persist Security Info=true;Password={Secret}", $"Accounts:AdminToken={AdminClient.Token}");
        await using (var client = await SdkClient.StartAsync([$"127.0.0.1:{silo.GatewayPort}"])) await WorkAsync(client.Accounts);

        Scrape scrape = null!;
        await Condition.HoldsAsync(
            async () =>
            {
                scrape = await Scrape.OfAsync(silo);
                return scrape["""accounts_holds_past_expiry{owner="nobody"}"""] == 1
                    && scrape["""accounts_messages_due{ledger="nowhere"}"""] == 1;
            },
            "what waits is counted");

        Assert.All(Expected, expected => Assert.Equal((expected.Key, expected.Value), (expected.Key, scrape[expected.Key])));
        Assert.InRange(scrape["""accounts_messages_oldest_age_seconds{ledger="nowhere"}"""] ?? 0, 0.001, 600);
        // A transfer is four writes of two accounts, of which some may have met.
        Assert.InRange(scrape["accounts_commit_size_sum{}"] ?? 0, 10, 30);
        Assert.Equal(scrape["accounts_commit_size_count{}"], scrape["accounts_commit_duration_seconds_count{}"]);
        Assert.Contains("db_client_operation_duration_seconds_count", scrape.Text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total", scrape.Text, StringComparison.Ordinal);
        Assert.Contains("service_name=\"accounts-silo\"", scrape.Text, StringComparison.Ordinal);
        foreach (var name in new[] { Alice, Bob, Secret, "Password", "Username", "Host=" })
            Assert.DoesNotContain(name, scrape.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task WorkAsync(IAccounts accounts)
    {
        var deposit = new Deposit($"deposit {Secret}", Alice, 100, "EUR") { Memo = Secret };
        Command[] commands =
        [
            new OpenAccount($"open a {Secret}", Alice, "EUR"),
            new OpenAccount($"open b {Secret}", Bob, "EUR"),
            deposit,
            deposit,
            new Deposit($"deposit {Secret}", Alice, 101, "EUR"),
            new Withdraw($"withdraw {Secret}", Alice, 1_000, "EUR"),
            new Transfer($"transfer {Secret}", Alice, Bob, 1, "EUR"),
            new Transfer($"too much {Secret}", Alice, Bob, 1_000, "EUR"),
            new Send($"send {Secret}", Alice, Bob, 1, "EUR") { Ledger = "nowhere" },
            new PlaceHold($"hold {Secret}", Alice, 1, "EUR")
            {
                Owner = "nobody",
                ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1),
            },
            new Deposit($"deposit b {Secret}", Bob, 5, "EUR"),
            // The grain of transfers asks the one account that it touches, which does not count it once more.
            new ReverseEntry($"reverse {Secret}", Bob, 3),
        ];
        foreach (var command in commands) await accounts.ExecuteAsync(command);
    }
}
