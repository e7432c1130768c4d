using AccountGrains.Storage;
using Npgsql;

namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>What the role of a silo may not do. That it may do all a host needs is what <see cref="PostgresAccountsTests"/> shows.</summary>
[Collection(PostgresServer.Collection)]
public sealed class GrantsTests(PostgresServer server) : IAsyncLifetime
{
    private PostgresDatabase database = null!;

    public async Task InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    public static TheoryData<string> Refused() =>
    [
        "UPDATE entry SET amount = 0",
        "UPDATE entry SET memo = 'corrected' WHERE account = 'alice'",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "LOCK TABLE entry IN EXCLUSIVE MODE",
        "SELECT * FROM entry FOR UPDATE",
        "INSERT INTO entry SELECT * FROM entry ON CONFLICT (account, sequence) DO UPDATE SET amount = 0",
        "DROP TABLE entry",
        "ALTER TABLE entry ADD COLUMN note text",
        "ALTER TABLE account DROP CONSTRAINT within_limit",
        "CREATE INDEX slow ON entry (memo)",
        "CREATE TRIGGER skip BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE TABLE more (id text)",
        "CREATE VIEW more AS SELECT * FROM entry",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP SCHEMA public CASCADE",
        "DELETE FROM account",
        "TRUNCATE account",
        "DELETE FROM hold",
        "UPDATE hold SET amount = 0",
        "UPDATE hold SET expires_at = now()",
        "DELETE FROM message",
        "UPDATE message SET recipient = 'mallory'",
        "UPDATE message SET amount = 0",
        "DELETE FROM settlement",
        "UPDATE settlement SET manifest = ''",
        "UPDATE decided SET participants = ''",
        "TRUNCATE prepared",
        "INSERT INTO ledger_version (version) VALUES (999)",
        "DELETE FROM ledger_version",
        "UPDATE orleansquery SET querytext = 'SELECT 1'",
        "DELETE FROM orleansquery",
    ];

    [SkippableTheory, MemberData(nameof(Refused))]
    public async Task Execute_OfAStatementThatASiloMayNot_IsRefused(string statement)
    {
        await using var silo = new NpgsqlConnection(await database.GrantToSiloAsync() + ";Pooling=false");
        await silo.OpenAsync();
        // A lock is for transactions alone.
        await using var transaction = await silo.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(statement, silo);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [SkippableFact]
    public async Task Grant_Again_LeavesTheSameRights()
    {
        await database.GrantToSiloAsync();
        var once = await RightsAsync();

        await RelationalStore.MigrateAsync(database.Store, database.SiloRole);

        Assert.NotEmpty(once);
        Assert.Equal(once, await RightsAsync());
    }

    [SkippableFact]
    public async Task Grant_ToARoleThatHadMore_TakesThatAway()
    {
        await database.GrantToSiloAsync();
        var once = await RightsAsync();
        await database.RunAsync(
            $"GRANT ALL ON ALL TABLES IN SCHEMA public TO \"{database.SiloRole}\"; GRANT CREATE ON SCHEMA public TO \"{database.SiloRole}\", PUBLIC");

        await RelationalStore.MigrateAsync(database.Store, database.SiloRole);

        Assert.Equal(once, await RightsAsync());
        Assert.Equal(["False"], await database.ReadAsync($"SELECT has_schema_privilege('{database.SiloRole}', 'public', 'CREATE')"));
    }

    [SkippableFact]
    public async Task Grant_WithAMigration_IsThereAsSoonAsTheSchemaIs()
    {
        var silo = await database.GrantToSiloAsync();
        await database.UndoNewestMigrationAsync();

        await RelationalStore.MigrateAsync(database.Store, database.SiloRole);

        await using var store = await RelationalStore.OpenAsync(silo, OpenMode.Current);
        Assert.Empty(await store.CountMessagesDueAsync(CancellationToken.None));
    }

    [SkippableTheory]
    [InlineData("nobody")]
    [InlineData("nobody\"; DROP TABLE entry; --")]
    [InlineData("PUBLIC")]
    public async Task Grant_ToARoleThatIsNotThere_SaysSoAndMigratesNothing(string role)
    {
        await MigrateFails(role, $"role '{role}' does not exist");

        Assert.Equal(0, await database.CountAsync("pg_tables WHERE schemaname = 'public'"));
    }

    [SkippableTheory]
    [InlineData("ALTER ROLE {0} SUPERUSER", "owns the tables or their schema")]
    [InlineData("ALTER TABLE entry OWNER TO {0}", "owns the tables or their schema")]
    [InlineData("ALTER SCHEMA public OWNER TO {0}", "owns the tables or their schema")]
    [InlineData("GRANT pg_write_all_data TO {0}", "may change entries by a right of PUBLIC or of a role that it is a member of")]
    [InlineData("GRANT UPDATE (memo) ON entry TO PUBLIC", "may change entries by a right of PUBLIC or of a role that it is a member of")]
    public async Task Grant_ToARoleThatKeepsMore_IsRefused(string excess, string words)
    {
        await database.GrantToSiloAsync();
        await database.RunAsync(string.Format(null, excess, $"\"{database.SiloRole}\""));

        await MigrateFails(database.SiloRole, words);
    }

    [SkippableFact]
    public async Task Grant_ByARoleThatIsNoSuperuser_Works()
    {
        await database.RunAsync($"CREATE ROLE \"{database.Name} owner\" LOGIN PASSWORD 'secret'; GRANT CREATE ON SCHEMA public TO \"{database.Name} owner\"");
        await database.RunAsync($"CREATE ROLE \"{database.SiloRole}\" LOGIN");
        try
        {
            var owner = new NpgsqlConnectionStringBuilder(database.Store) { Username = $"{database.Name} owner", Password = "secret" };

            var change = await RelationalStore.MigrateAsync(owner.ToString(), database.SiloRole);

            Assert.Equal(0, change.From);
            Assert.Equal(["True False"], await database.ReadAsync(
                $"SELECT has_table_privilege('{database.SiloRole}', 'entry', 'INSERT'), has_table_privilege('{database.SiloRole}', 'entry', 'UPDATE')"));
        }
        finally
        {
            await database.RunAsync($"DROP OWNED BY \"{database.Name} owner\"; DROP ROLE \"{database.Name} owner\"");
        }
    }

    private async Task MigrateFails(string role, string words)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => RelationalStore.MigrateAsync(database.Store, role));
        Assert.Equal(StoreProblem.Unsuitable, failure.Problem);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    /// <summary>Everything that the role may do with tables and columns.</summary>
    private Task<IReadOnlyList<string>> RightsAsync() => database.ReadAsync(
        $"""
        SELECT table_name, '', privilege_type FROM information_schema.table_privileges WHERE grantee = '{database.SiloRole}'
        UNION ALL
        SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges WHERE grantee = '{database.SiloRole}'
        ORDER BY 1, 2, 3
        """);
}
