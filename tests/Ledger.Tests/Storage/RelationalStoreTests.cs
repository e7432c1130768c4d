using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>How a database is opened, what it refuses, and how each trouble is told.</summary>
public abstract class RelationalStoreTests : IAsyncLifetime
{
    protected TestDatabase Database { get; private set; } = null!;

    /// <summary>A trigger that refuses entries with the memo "poison".</summary>
    protected abstract string PoisonTrigger { get; }

    /// <summary>The migrations that this database gets.</summary>
    protected abstract int[] Migrations { get; }

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    public async Task InitializeAsync() => Database = await CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (Database is not null) await Database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Open_ByManyAtOnce_MigratesOnce()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RelationalStore.OpenAsync(Database.Store))));

        await ExpectMigrations();
        foreach (var store in stores) await store.DisposeAsync();
    }

    [SkippableFact]
    public async Task Open_OfANewerSchema_SaysSo()
    {
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        await Database.RunAsync("INSERT INTO ledger_version (version) VALUES (999)");

        await OpenFails(StoreProblem.NewerVersion, $"its schema has version 999, this program knows {Migrations[^1]}: use a newer program");
    }

    [SkippableFact]
    public async Task Open_OfAnOlderSchema_AppliesWhatIsMissingAndKeepsTheRest()
    {
        await Database.RunAsync("CREATE TABLE ledger_version (version int NOT NULL PRIMARY KEY)");
        await Database.RunAsync("INSERT INTO ledger_version (version) VALUES (1)");
        await Database.RunAsync("CREATE TABLE account (id text)");
        await Database.RunAsync("INSERT INTO account (id) VALUES ('alice')");
        await Database.RunAsync("CREATE TABLE hold (account text, status text, expires_at timestamptz)");

        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();

        await ExpectMigrations();
        Assert.Equal(["alice"], await Database.ReadAsync("SELECT id FROM account"));
    }

    [SkippableFact]
    public async Task Open_OfAnotherProgramsTables_SaysSoAndLeavesThemAlone()
    {
        await Database.RunAsync("CREATE TABLE account (login text)");

        await OpenFails(StoreProblem.NotALedger, "is not a ledger: it has tables of another program");
        Assert.Equal(0, await Database.CountAsync("account"));
    }

    [SkippableFact]
    public async Task Open_OfNothingToAskIt_IsRefusedAndMakesNothing()
    {
        await Assert.ThrowsAsync<StoreException>(() => RelationalStore.OpenAsync(Database.Store, OpenMode.Existing));

        await Database.RunAsync("CREATE TABLE account (still_free text)");
    }

    [SkippableFact]
    public async Task Open_OfAnEmptyDatabaseThatOthersMigrate_IsRefusedAndMakesNothing()
    {
        // An empty file is there, a new name is not.
        await Database.RunAsync("CREATE TABLE other (id text); DROP TABLE other");

        await OpenFails(StoreProblem.OlderVersion, $"is empty, this program needs version {Migrations[^1]}: migrate it first", OpenMode.Current);
        await Database.RunAsync("CREATE TABLE account (still_free text)");
    }

    [SkippableFact]
    public async Task Open_OfAnOlderSchemaThatOthersMigrate_IsRefusedUntilTheyDid()
    {
        await RelationalStore.MigrateAsync(Database.Store);
        await Database.UndoNewestMigrationAsync();

        await OpenFails(
            StoreProblem.OlderVersion, $"its schema has version {Migrations[^2]}, this program needs version {Migrations[^1]}", OpenMode.Current);
        Assert.Equal(0, await Database.CountAsync($"ledger_version WHERE version = {Migrations[^1]}"));

        await RelationalStore.MigrateAsync(Database.Store);
        await (await RelationalStore.OpenAsync(Database.Store, OpenMode.Current)).DisposeAsync();
    }

    [SkippableFact]
    public async Task Open_OfANewerSchemaThatOthersMigrate_SaysSo()
    {
        await RelationalStore.MigrateAsync(Database.Store);
        await Database.RunAsync("INSERT INTO ledger_version (version) VALUES (999)");

        await OpenFails(StoreProblem.NewerVersion, "its schema has version 999", OpenMode.Current);
    }

    [SkippableFact]
    public async Task Migrate_OfAnEmptyAnOlderAndACurrentDatabase_SaysFromWhereToWhere()
    {
        var newest = Migrations[^1];

        Assert.Equal(new SchemaChange(0, newest), await RelationalStore.MigrateAsync(Database.Store));
        await Database.UndoNewestMigrationAsync();
        Assert.Equal(new SchemaChange(Migrations[^2], newest), await RelationalStore.MigrateAsync(Database.Store));
        Assert.Equal(new SchemaChange(newest, newest), await RelationalStore.MigrateAsync(Database.Store));
        await ExpectMigrations();
    }

    [SkippableFact]
    public async Task BeginSettlement_ByManyAtOnce_KeepsOneManifestAndTellsAllOfIt()
    {
        await using var store = await RelationalStore.OpenAsync(Database.Store);
        var manifests = Enumerable.Range(1, 8).Select(i => new SettlementManifest("run", $"payer{i}", new byte[] { (byte)i, 0, 0, 0, 0, 0, 0, 0 }));

        var registered = await Task.WhenAll(manifests.Select(
            manifest => Task.Run(() => store.BeginSettlementAsync(manifest, TimeProvider.System.GetUtcNow(), CancellationToken.None))));

        Assert.All(registered, manifest => Assert.Null(manifest.DifferenceFrom(registered[0])));
        Assert.Equal([$"run {registered[0].From} 1"], await Database.ReadAsync("SELECT run, account, lines FROM settlement"));
    }

    [SkippableFact]
    public async Task BeginSettlement_OfAMillionLines_KeepsThemAll()
    {
        await using var store = await RelationalStore.OpenAsync(Database.Store);
        var digests = new byte[1_000_000 * SettlementManifest.DigestLength];
        new Random(1).NextBytes(digests);
        var manifest = new SettlementManifest("run", "payer", digests);
        await store.BeginSettlementAsync(manifest, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var changed = digests.ToArray();
        changed[^1] ^= 1;

        var registered = await store.BeginSettlementAsync(
            new SettlementManifest("run", "payer", changed), TimeProvider.System.GetUtcNow(), CancellationToken.None);

        Assert.Null(manifest.DifferenceFrom(registered));
        Assert.Equal(1_000_000, new SettlementManifest("run", "payer", changed).DifferenceFrom(registered)!.Line);
    }

    [SkippableFact]
    public async Task Commit_OnAnAccountThatAnotherWriterChanged_WritesNothingAndNamesIt()
    {
        await using var store = await RelationalStore.OpenAsync(Database.Store);
        var opened = Decide(new AccountState { Id = "alice" }, new OpenAccount("open", "alice", "EUR"));
        Assert.Null(await store.CommitAsync([opened], default));
        var loaded = (await store.LoadAsync(["alice"], 8, default))[0];
        var winner = Decide(loaded, new Deposit("first", "alice", 1, "EUR"));
        var stale = Decide(loaded, new Deposit("second", "alice", 2, "EUR"));
        var neighbour = Decide(new AccountState { Id = "bob" }, new OpenAccount("open", "bob", "EUR"));

        Assert.Null(await store.CommitAsync([winner], default));
        var conflict = await store.CommitAsync([stale, neighbour], default);

        Assert.Equal(["alice"], conflict!.Stale);
        Assert.Equal(1, await Database.CountAsync("account"));
        Assert.Equal(["2 first 1"], await Database.ReadAsync("SELECT sequence, request_id, balance FROM entry WHERE kind = 'deposit'"));
    }

    [SkippableFact]
    public async Task Commit_ThatOnlyReadAnAccount_FailsWhenItChanged()
    {
        await using var store = await RelationalStore.OpenAsync(Database.Store);
        var read = new AccountState { Id = "alice" };
        await store.CommitAsync([Decide(read, new OpenAccount("open", "alice", "EUR"))], default);
        var written = Decide(new AccountState { Id = "bob" }, new OpenAccount("open", "bob", "EUR"));

        var conflict = await store.CommitAsync([written, read], default);

        Assert.Equal(["alice"], conflict!.Stale);
        Assert.Equal(0, await Database.CountAsync("account WHERE id = 'bob'"));
    }

    [SkippableFact]
    public async Task Commit_OfARequestThatIsRecorded_WritesNothingAndGivesItsEntry()
    {
        await using var store = await RelationalStore.OpenAsync(Database.Store);
        await store.CommitAsync([Decide(new AccountState { Id = "alice" }, new OpenAccount("open", "alice", "EUR"))], default);
        var forgetful = (await store.LoadAsync(["alice"], 0, default))[0];

        var conflict = await store.CommitAsync([Decide(forgetful, new Deposit("open", "alice", 5, "EUR"))], default);

        Assert.Empty(conflict!.Stale);
        Assert.Equal((1, EntryKind.Open), conflict.Taken.Select(entry => (entry.Sequence, entry.Kind)).Single());
        Assert.Equal(1, await Database.CountAsync("entry"));
    }

    [SkippableFact]
    public async Task Execute_OfARowTheDatabaseRefuses_FailsAloneAndItsNeighboursAreApplied()
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await Database.RunAsync(PoisonTrigger);

        var before = Enumerable.Range(0, 10).Select(i => ledger.ExecuteAsync(new Deposit($"before {i}", "alice", 1, "EUR"))).ToArray();
        var poisoned = ledger.ExecuteAsync(new Deposit("bad", "alice", 1, "EUR") { Memo = "poison" });
        var after = Enumerable.Range(0, 10).Select(i => ledger.ExecuteAsync(new Deposit($"after {i}", "alice", 1, "EUR"))).ToArray();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => poisoned);
        Assert.Contains("no poison", failure.Message, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll([.. before, .. after]), receipt => Assert.True(receipt.IsApplied));
        Assert.Equal(20, (await ledger.GetAsync("alice"))!.Balance);
    }

    [SkippableFact]
    public async Task Execute_CaptureOfAHoldThatAnotherProcessPlaced_IsApplied()
    {
        await using var here = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await using var there = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await here.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await here.ExecuteAsync(new Deposit("first", "alice", 10, "EUR"));
        await there.ExecuteAsync(new PlaceHold("hold", "alice", 5, "EUR"));

        Assert.Equal(Outcome.Applied, (await here.ExecuteAsync(new CaptureHold("capture", "alice", "hold"))).Outcome);
    }

    [SkippableFact]
    public async Task Execute_ReversalOfATransferWhoseOtherEntryIsMissing_DoesNotStopTheHost()
    {
        await using (var before = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store)))
        {
            await before.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
            await before.ExecuteAsync(new OpenAccount("open", "bob", "EUR"));
            await before.ExecuteAsync(new Deposit("first", "alice", 10, "EUR"));
            await before.ExecuteAsync(new Transfer("t", "alice", "bob", 5, "EUR"));
        }

        await Database.RunAsync("DELETE FROM entry WHERE account = 'bob' AND request_id = 't'");
        // Not disposed: while the loop spins, that would never end.
        var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        _ = ledger.ExecuteAsync(new ReverseEntry("r", "alice", 3));

        Assert.True((await ledger.ExecuteAsync(new Deposit("neighbour", "alice", 1, "EUR")).WaitAsync(TimeSpan.FromMinutes(1))).IsApplied);
    }

    [SkippableFact]
    public async Task Load_OfManyAccounts_GivesTheNewestEntriesAndOpenHoldsOfEach()
    {
        await using (var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store)))
        {
            foreach (var account in new[] { "alice", "bob" })
            {
                await ledger.ExecuteAsync(new OpenAccount("open", account, "EUR"));
                for (var i = 0; i < 10; i++) await ledger.ExecuteAsync(new Deposit($"d{i}", account, 1, "EUR"));
                await ledger.ExecuteAsync(new PlaceHold("kept", account, 2, "EUR"));
                await ledger.ExecuteAsync(new PlaceHold("freed", account, 2, "EUR"));
                await ledger.ExecuteAsync(new ReleaseHold("free", account, "freed"));
            }
        }

        await using var store = await RelationalStore.OpenAsync(Database.Store);
        var states = await store.LoadAsync(["bob", "nobody", "alice"], 4, default);

        Assert.Equal(["bob", "nobody", "alice"], states.Select(state => state.Id));
        Assert.Equal([4, 0, 4], states.Select(state => state.Window.Count));
        Assert.Equal([14L, 0, 14], states.Select(state => state.Sequence));
        Assert.All([states[0], states[2]], state => Assert.Equal("kept", state.Holds.Open.Single().Id));
        Assert.Equal(11, states[0].Window.Find("d9")!.Sequence);
        Assert.Null(states[0].Window.Find("d8"));
    }

    protected async Task OpenFails(StoreProblem problem, string words, OpenMode mode = OpenMode.Create)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => RelationalStore.OpenAsync(Database.Store, mode));
        Assert.Equal(problem, failure.Problem);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    /// <summary>Sends a command and expects that nothing is done, for a reason.</summary>
    protected async Task ExecuteFails(string words)
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR")));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private async Task ExpectMigrations() => Assert.Equal(
        Migrations.Select(version => $"{version}"), await Database.ReadAsync("SELECT version FROM ledger_version ORDER BY version"));

    private static AccountState Decide(AccountState account, Command command) =>
        Decider.Decide(Request.Of(command), _ => account, DateTimeOffset.UnixEpoch).Accounts[0];
}
