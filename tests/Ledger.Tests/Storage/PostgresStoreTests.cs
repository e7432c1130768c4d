using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Storage;

[Collection(PostgresServer.Collection)]
public sealed class PostgresStoreTests(PostgresServer server) : RelationalStoreTests
{
    protected override string PoisonTrigger =>
        """
        CREATE FUNCTION no_poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no poison'; END $$;
        CREATE TRIGGER no_poison BEFORE INSERT ON entry FOR EACH ROW WHEN (new.memo = 'poison') EXECUTE FUNCTION no_poison();
        """;

    protected override int[] Migrations => [1, 2, 3, 4];

    private string Name => ((PostgresDatabase)Database).Name;

    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();

    [SkippableFact]
    public async Task Open_WhereCommitsAreNotDurable_Refuses()
    {
        await server.RunSqlAsync($"ALTER DATABASE {Name} SET synchronous_commit = off");

        await OpenFails(StoreProblem.Unsuitable, "synchronous_commit is off");
    }

    [SkippableFact]
    public async Task Open_OfADatabaseThatCannotKeepEveryText_Refuses()
    {
        await server.RunSqlAsync($"DROP DATABASE {Name}");
        await server.RunSqlAsync($"CREATE DATABASE {Name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");

        await OpenFails(StoreProblem.Unsuitable, "its encoding is LATIN1");
    }

    [SkippableFact]
    public async Task Open_OfAServerThatIsNotThere_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => RelationalStore.OpenAsync("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2"));

        Assert.StartsWith("PostgreSQL 127.0.0.1:1/nobody: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [SkippableFact]
    public async Task Open_WithAMalformedConnectionString_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => RelationalStore.OpenAsync("Host=127.0.0.1;Prot=5432"));

        Assert.Contains("the PostgreSQL connection string is malformed", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Open_WithAPoolOfOneConnection_Works()
    {
        await (await RelationalStore.OpenAsync(Database.Store + ";Maximum Pool Size=1;Timeout=15")).DisposeAsync();
    }

    [SkippableFact]
    public async Task Get_InATransactionScopeOfTheCaller_Works()
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        using var scope = new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled);

        Assert.NotNull(await ledger.GetAsync("alice"));
    }

    [SkippableFact]
    public async Task List_WhenTheDatabaseTakesTooLong_GivesUpAfterTheTimeout()
    {
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        await using var store = new PostgresStore(Database.Store + ";Options=-c lock_timeout=0", TimeSpan.FromSeconds(1));
        await using var other = new Npgsql.NpgsqlConnection(Database.Store + ";Pooling=false");
        await other.OpenAsync();
        await using var locked = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE entry IN ACCESS EXCLUSIVE MODE", other);
        await locked.ExecuteNonQueryAsync();

        // Far less than the 30 s of the driver, for a machine that has other work.
        var listed = store.ListAsync(new StatementQuery("alice"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<StoreException>(() => listed);
    }

    [SkippableFact]
    public async Task Execute_AgainAndAgain_PreparesItsStatements()
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await Database.RunAsync(
            """
            CREATE TABLE seen (statements bigint);
            CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO seen SELECT count(*) FROM pg_prepared_statements; RETURN NULL; END $$;
            CREATE TRIGGER see AFTER INSERT ON entry FOR EACH STATEMENT EXECUTE FUNCTION see();
            """);
        await ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        for (var i = 0; i < 4; i++) await ledger.ExecuteAsync(new Deposit($"deposit {i}", "alice", 1, "EUR"));

        Assert.NotEqual(0, await Database.CountAsync("seen WHERE statements > 0"));
    }

    [SkippableTheory]
    [InlineData("08006")]
    [InlineData("08007")]
    [InlineData("40003")]
    public async Task Execute_WhenTheOutcomeIsToldToBeUnknown_LeavesTheCallerInDoubt(string sqlState)
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await Database.RunAsync(
            $"""
            CREATE FUNCTION unknown() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'unknown' USING ERRCODE = '{sqlState}'; END $$;
            CREATE TRIGGER unknown BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION unknown();
            """);

        await Assert.ThrowsAsync<RequestInDoubtException>(() => ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR")));
    }

    [SkippableFact]
    public async Task Execute_OnAReadOnlyDatabase_SaysSo()
    {
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        await server.RunSqlAsync($"ALTER DATABASE {Name} SET default_transaction_read_only = on");

        await ExecuteFails("read-only transaction");
    }

    [SkippableFact]
    public async Task Execute_OnAFullDisk_SaysSo()
    {
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        await Database.RunAsync(
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION full_disk();
            """);

        await ExecuteFails("No space left on device (53100)");
    }

    [SkippableFact]
    public async Task Execute_OnALockedTable_SaysSo()
    {
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        await server.RunSqlAsync($"ALTER DATABASE {Name} SET lock_timeout = '100ms'");
        await using var other = new Npgsql.NpgsqlConnection(Database.Store + ";Pooling=false");
        await other.OpenAsync();
        await using var held = await other.BeginTransactionAsync();
        await using var locked = new Npgsql.NpgsqlCommand("LOCK TABLE entry IN SHARE MODE", other);
        await locked.ExecuteNonQueryAsync();

        await ExecuteFails("canceling statement due to lock timeout (55P03)");
    }

    [SkippableFact]
    public async Task Execute_WhenTheConnectionIsKilled_LeavesTheCallerInDoubtAndTheSameIdSettlesIt()
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(Database.Store));
        await ledger.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await Database.RunAsync(
            """
            CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN new; END $$;
            CREATE TRIGGER kill BEFORE INSERT ON entry FOR EACH ROW WHEN (new.memo = 'kill') EXECUTE FUNCTION kill();
            """);
        var deposit = new Deposit("lost", "alice", 7, "EUR") { Memo = "kill" };

        await Assert.ThrowsAsync<RequestInDoubtException>(() => ledger.ExecuteAsync(deposit));
        await Database.RunAsync("DROP TRIGGER kill ON entry");

        Assert.True((await ledger.ExecuteAsync(deposit)).IsApplied);
        Assert.Equal(7, (await ledger.GetAsync("alice"))!.Balance);
    }
}
