using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Silos as processes whose role may not change the schema, nor an entry.</summary>
[Collection(SiloServer.Collection)]
public sealed class SiloRoleTests(PostgresServer server)
{
    [SkippableFact]
    public async Task Commands_OfSilosWithTheRightsOfASilo_AreAllServed()
    {
        await using var database = await server.CreateDatabaseAsync();
        var store = await database.GrantToSiloAsync();
        await using var one = await SiloProcess.StartAsync(store);
        await using var two = await SiloProcess.StartAsync(store);
        await using var client = await SdkClient.StartAsync([$"127.0.0.1:{one.GatewayPort}", $"127.0.0.1:{two.GatewayPort}"]);

        await PayAsync(client.Accounts);

        await Condition.HoldsAsync(
            async () => await database.CountAsync("message WHERE status = 'delivered'") == 1, "the relay has delivered what was sent");
        await Condition.HoldsAsync(
            async () => await database.CountAsync("hold WHERE status = 'expired'") == 1, "the audit of holds has recorded the expiry");
        await Verdict.ExpectCleanAsync(database);
        Assert.Equal(0, await two.StopAsync());
        Assert.Equal(1, await database.CountAsync("orleans_silo WHERE status = 3"));
        Assert.DoesNotContain("permission denied", one.Output + two.Output, StringComparison.Ordinal);
    }

    /// <summary>A command of each kind that writes to a table of its own.</summary>
    private static async Task PayAsync(IAccounts accounts)
    {
        await ApplyAsync(accounts, new OpenAccount("open a", "alice", "EUR") { OverdraftLimit = 1_000 });
        await ApplyAsync(accounts, new OpenAccount("open b", "bob", "EUR"));
        await ApplyAsync(accounts, new Transfer("transfer", "alice", "bob", 10, "EUR"));
        await ApplyAsync(accounts, new PlaceHold("hold", "bob", 5, "EUR"));
        await ApplyAsync(accounts, new CaptureHold("capture", "bob", "hold"));
        await ApplyAsync(accounts, new PlaceHold("past", "bob", 1, "EUR") { ExpiresAt = TimeProvider.System.GetUtcNow() });
        await ApplyAsync(accounts, new Send("send", "alice", "bob", 7, "EUR"));
        SettlementLine[] lines = [.. Enumerable.Range(1, 20).Select(line => new SettlementLine(line, "bob", 1, "EUR"))];
        Assert.Equal(lines.Length, (await new SettlementRun(accounts).RunAsync(new Settlement("march", "alice"), lines)).Paid);
    }

    private static async Task ApplyAsync(IAccounts accounts, Command command) =>
        Assert.Equal(Outcome.Applied, (await accounts.ExecuteAsync(command)).Outcome);
}
