using System.Net;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>What a silo does about a schema that is not its own: it migrates, waits for whoever does, or refuses.</summary>
[Collection(SiloServer.Collection)]
public sealed class SchemaTests(PostgresServer server) : IAsyncLifetime
{
    private const string Migrate = "Accounts:Schema=migrate";
    private const string Wait = "Accounts:Schema=wait";
    private const string Waits = "the silo waits for its schema: ";

    private static readonly string[] Tables =
        ["account", "entry", "hold", "message", "settlement", "prepared", "decided", "orleans_silo", "orleans_state"];

    private static readonly string[] Probes = ["live", "startup", "ready"];

    private PostgresDatabase database = null!;

    public async Task InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Start_ThatMigratesAnOlderSchema_BringsItUpToDate()
    {
        var newest = (await RelationalStore.MigrateAsync(database.Store)).To;
        await database.UndoNewestMigrationAsync();

        await using var silo = await SiloProcess.StartAsync(database.Store, Migrate);

        Assert.Equal([$"{newest}"], await database.ReadAsync("SELECT max(version) FROM ledger_version"));
        Assert.DoesNotContain(Waits, silo.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Start_ThatWaitsForAnOlderSchema_LivesAndIsReadyOnceSomebodyMigrated()
    {
        var store = await database.GrantToSiloAsync();
        await database.UndoNewestMigrationAsync();
        await using var silo = SiloProcess.Start(store, Wait);
        await ExpectWaitingAsync(silo, "its schema has version 5, this program needs version 6");
        Assert.Equal(["5"], await database.ReadAsync("SELECT max(version) FROM ledger_version"));

        await RelationalStore.MigrateAsync(database.Store, database.SiloRole);

        await silo.WaitUntilReadyAsync();
        await Condition.HoldsAsync(
            async () => (await ProbeAsync(silo)) is [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], "all probes are answered with 200");
        await using var client = await SdkClient.StartAsync([$"127.0.0.1:{silo.GatewayPort}"]);
        Assert.True((await client.Accounts.ExecuteAsync(new OpenAccount("open", "alice", "EUR"))).IsApplied);
        // Told once, not each time it looks.
        Assert.Equal(2, silo.Output.Split(Waits).Length);
        Assert.Equal("", silo.Errors);
    }

    [SkippableFact]
    public async Task Start_ThatWaitsForAnEmptyDatabase_IsReadyOnceSomebodyMigrated()
    {
        await using var silo = SiloProcess.Start(database.Store, Wait);
        await ExpectWaitingAsync(silo, "is empty, this program needs version 6");
        Assert.Equal(0, await database.CountAsync("pg_tables WHERE schemaname = 'public'"));

        await RelationalStore.MigrateAsync(database.Store);

        await silo.WaitUntilReadyAsync();
    }

    [SkippableFact]
    public async Task Stop_OfASiloThatWaits_EndsItAtOnceAsAsked()
    {
        await using var silo = SiloProcess.Start(database.Store, Wait);
        await ExpectWaitingAsync(silo, "is empty");

        Assert.Equal(0, await silo.StopAsync());

        Assert.Equal("", silo.Errors);
        Assert.DoesNotContain("silo ready", silo.Output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(Migrate)]
    [InlineData(Wait)]
    public async Task Start_OnANewerSchema_IsRefusedInOneLine(string mode)
    {
        await RelationalStore.MigrateAsync(database.Store);
        await database.RunAsync("INSERT INTO ledger_version (version) VALUES (999)");
        await using var silo = SiloProcess.Start(database.Store, mode);

        await silo.ExpectRefusalAsync($"/{database.Name}: its schema has version 999, this program knows 6: use a newer program");
    }

    /// <summary>Somebody migrates while silos of the release before still run: what is added does not disturb them.</summary>
    [SkippableFact]
    public async Task Commands_WhileANewerReleaseAddsToTheSchema_AreServed()
    {
        await using var silo = await SiloProcess.StartAsync(await database.GrantToSiloAsync());
        await using var client = await SdkClient.StartAsync([$"127.0.0.1:{silo.GatewayPort}"]);
        await client.Accounts.ExecuteAsync(new OpenAccount("open a", "alice", "EUR") { OverdraftLimit = 100 });
        await client.Accounts.ExecuteAsync(new OpenAccount("open b", "bob", "EUR"));
        // So often that its statements are prepared.
        for (var i = 0; i < 5; i++) Assert.True((await client.Accounts.ExecuteAsync(Pay($"before {i}"))).IsApplied);

        foreach (var table in Tables) await database.RunAsync($"ALTER TABLE {table} ADD COLUMN added text");
        await database.RunAsync("INSERT INTO ledger_version (version) VALUES (999)");

        for (var i = 0; i < 5; i++) Assert.True((await client.Accounts.ExecuteAsync(Pay($"after {i}"))).IsApplied);
        await Condition.HoldsAsync(
            async () => await database.CountAsync("message WHERE status = 'due'") == 0, "what was sent is delivered");
        Assert.Equal(10 * 2, (await client.Accounts.GetAsync("bob"))!.Balance);
        Assert.DoesNotContain("fail", silo.Output, StringComparison.OrdinalIgnoreCase);

        Command Pay(string id) => id.EndsWith('4') ? new Send(id, "alice", "bob", 2, "EUR") : new Transfer(id, "alice", "bob", 2, "EUR");
    }

    private static async Task ExpectWaitingAsync(SiloProcess silo, string problem)
    {
        await Condition.HoldsAsync(
            () => Task.FromResult(silo.HasExited || silo.Output.Contains(Waits, StringComparison.Ordinal)), "it says that it waits");
        Assert.Contains(problem, silo.Output, StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable], await ProbeAsync(silo));
    }

    private static async Task<HttpStatusCode[]> ProbeAsync(SiloProcess silo)
    {
        using var http = new HttpClient();
        var answers = new List<HttpStatusCode>();
        foreach (var probe in Probes)
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{silo.AdminPort}/health/{probe}"));
            answers.Add(answer.StatusCode);
        }

        return [.. answers];
    }
}
