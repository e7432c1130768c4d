using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Storage;

/// <summary>Every corruption that the audit claims to find, made by hand in SQL.</summary>
public abstract class AuditTests : IAsyncLifetime
{
    private const string ExpireWithOwner =
        "UPDATE entry SET kind = 'expiry', amount = '0' WHERE request_id = 'car paid';"
        + "UPDATE hold SET status = 'expired', captured = '0', owner = 'rentals' WHERE id = 'car'";

    private TestDatabase database = null!;

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    public async Task InitializeAsync()
    {
        database = await CreateDatabaseAsync();
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(database.Store));
        foreach (var account in new[] { "alice", "bob", "fees", "dora" })
            await ledger.ExecuteAsync(new OpenAccount($"open {account}", account, "EUR"));
        await ledger.ExecuteAsync(new OpenAccount("open yuki", "yuki", "JPY") { OverdraftLimit = 500 });
        await ledger.ExecuteAsync(new Deposit("pay in", "alice", 100, "EUR"));
        await ledger.ExecuteAsync(new Transfer("sale", [new("alice", "bob", 20, "EUR"), new("alice", "fees", 0.5m, "EUR")]));
        await ledger.ExecuteAsync(new Transfer("gift", "alice", "bob", 5, "EUR"));
        await ledger.ExecuteAsync(new ReverseEntry("no gift", "bob", 3));
        await ledger.ExecuteAsync(new Withdraw("too much", "bob", 1_000, "EUR"));
        await ledger.ExecuteAsync(new Withdraw("yen", "yuki", 300, "JPY"));
        await ledger.ExecuteAsync(new PlaceHold("hotel", "alice", 30, "EUR"));
        await ledger.ExecuteAsync(new PlaceHold("car", "alice", 10, "EUR"));
        await ledger.ExecuteAsync(new CaptureHold("car paid", "alice", "car") { Amount = 7, Currency = "EUR" });
        await ledger.ExecuteAsync(new FreezeAccount("stop", "dora"));
        await ledger.ExecuteAsync(new Deposit("nobody is there", "ghost", 1, "EUR"));
        await SettleAsync(ledger);
        await SendAsync(ledger);
    }

    /// <summary>Pays 3 of 5 lines; the run has what SQL takes for patterns, and others have requests beside those of the lines.</summary>
    private static async Task SettleAsync(EmbeddedLedger ledger)
    {
        await ledger.ExecuteAsync(new OpenAccount("open payer", "payer", "EUR"));
        await ledger.ExecuteAsync(new OpenAccount("open payee", "payee", "EUR"));
        await ledger.ExecuteAsync(new Deposit("fill", "payer", 20, "EUR"));
        await ledger.ExecuteAsync(new Withdraw("50%_a'*:5", "payer", 1, "EUR"));
        await ledger.ExecuteAsync(new Withdraw("50%_a'*:01", "payer", 1, "EUR"));
        await ledger.ExecuteAsync(new Withdraw("50%_a'*:1:1", "payer", 1, "EUR"));
        await ledger.ExecuteAsync(new Withdraw("50%xa'*:1", "payer", 1, "EUR"));
        SettlementLine[] lines =
        [
            new(1, "payee", 5, "EUR"),
            new(2, "payee", 100, "EUR"),
            new(4, "payee", 0.5m, "EUR"),
            new(5, "payee", 0.25m, "EUR"),
            new(6, "payee", 1, "EUR"),
        ];
        await new SettlementRun(ledger).RunAsync(new Settlement("50%_a'*", "payer"), lines);
        // What has not ended is not compared.
        await ledger.BeginSettlementAsync(new SettlementManifest("begun", "payer", new byte[8]));
    }

    /// <summary>Sally sends one that arrives, one that comes back, one to another ledger and one that is on its way; and gets one.</summary>
    private async Task SendAsync(EmbeddedLedger ledger)
    {
        await ledger.ExecuteAsync(new OpenAccount("open sally", "sally", "EUR"));
        await ledger.ExecuteAsync(new OpenAccount("open rob", "rob", "EUR"));
        await ledger.ExecuteAsync(new Deposit("sally's", "sally", 100, "EUR"));
        await ledger.ExecuteAsync(new Send("arrives", "sally", "rob", 1, "EUR"));
        await ledger.ExecuteAsync(new Send("comes back", "sally", "stranger", 2, "EUR"));
        await using (var store = await RelationalStore.OpenAsync(database.Store))
            await new Relay(store, ledger).DeliverAsync(TimeProvider.System.GetUtcNow());
        await ledger.ExecuteAsync(new Send("abroad", "sally", "rob", 4, "EUR") { Ledger = "east" });
        await ledger.ExecuteAsync(new Send("on its way", "sally", "rob", 8, "EUR"));
        await ledger.ExecuteAsync(new Receive("send:11111111-1111-1111-1111-111111111111:1", "sally", 16, "EUR", "zoe@east"));
    }

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Audit_OfUntouchedBooks_FindsNothingAndCountsThem()
    {
        var (summary, findings) = await AuditAsync();

        Assert.Empty(findings);
        Assert.True(summary.IsClean);
        Assert.Equal((11, 45, 2, 5), (summary.Accounts, summary.Entries, summary.Holds, summary.Transfers));
        Assert.Equal((4, 2), (summary.Messages, summary.MessagesDue));
    }

    [SkippableTheory]
    [InlineData("UPDATE entry SET amount = '-19.5' WHERE account = 'alice' AND request_id = 'sale'", AuditRule.BalanceFollows, "alice", 3L, "sale")]
    [InlineData("UPDATE entry SET amount = '-19.5' WHERE account = 'alice' AND request_id = 'sale'", AuditRule.TransferCancels, "alice", 3L, "sale")]
    [InlineData("UPDATE entry SET amount = '-19.5' WHERE account = 'alice' AND request_id = 'sale'", AuditRule.BalanceIsSum, "alice", null, null)]
    [InlineData("UPDATE entry SET balance = '1.0001' WHERE account = 'bob' AND sequence = 2", AuditRule.BalanceFollows, "bob", 2L, "sale")]
    [InlineData("UPDATE account SET balance = balance + 1 WHERE id = 'bob'", AuditRule.BalanceIsSum, "bob", null, null)]
    [InlineData("UPDATE entry SET outcome = 0 WHERE request_id = 'too much'", AuditRule.BalanceFollows, "bob", 5L, "too much")]
    [InlineData("DELETE FROM entry WHERE account = 'bob' AND sequence = 2", AuditRule.SequenceIsDense, "bob", 3L, "gift")]
    [InlineData("DELETE FROM entry WHERE account = 'bob' AND sequence = 2", AuditRule.TransferCancels, "alice", 3L, "sale")]
    [InlineData("DELETE FROM entry WHERE account = 'bob' AND sequence = 5", AuditRule.SequenceIsDense, "bob", null, null)]
    [InlineData("UPDATE account SET sequence = 9 WHERE id = 'bob'", AuditRule.SequenceIsDense, "bob", null, null)]
    [InlineData("UPDATE entry SET counterparty = 'bob,dora' WHERE account = 'alice' AND request_id = 'sale'", AuditRule.TransferCancels, "alice", 3L, "sale")]
    [InlineData("UPDATE entry SET counterparty = NULL WHERE account = 'bob' AND request_id = 'sale'", AuditRule.TransferCancels, "bob", 2L, "sale")]
    [InlineData("UPDATE account SET currency = 'USD' WHERE id = 'bob'", AuditRule.TransferCancels, "alice", 4L, "gift")]
    [InlineData("UPDATE account SET held = '29' WHERE id = 'alice'", AuditRule.HeldIsSum, "alice", null, null)]
    [InlineData("DELETE FROM hold WHERE id = 'hotel'", AuditRule.HeldIsSum, "alice", null, null)]
    [InlineData("DELETE FROM hold WHERE id = 'hotel'", AuditRule.HoldMatchesEntries, "alice", null, "hotel")]
    [InlineData("UPDATE hold SET status = 'released' WHERE id = 'hotel'", AuditRule.HoldMatchesEntries, "alice", null, "hotel")]
    [InlineData("UPDATE hold SET amount = '31' WHERE id = 'hotel'", AuditRule.HoldMatchesEntries, "alice", null, "hotel")]
    [InlineData("UPDATE hold SET captured = '8' WHERE id = 'car'", AuditRule.HoldMatchesEntries, "alice", null, "car")]
    [InlineData("INSERT INTO hold (account, id, status, amount, captured, expires_at) SELECT account, 'forged', status, amount, captured, expires_at FROM hold WHERE id = 'hotel'", AuditRule.HoldMatchesEntries, "alice", null, "forged")]
    [InlineData(ExpireWithOwner, AuditRule.HoldMatchesEntries, "alice", null, "car")]
    [InlineData("UPDATE account SET status = 'open' WHERE id = 'dora'", AuditRule.StatusMatchesEntries, "dora", null, null)]
    [InlineData("UPDATE entry SET time = '2001-01-01 00:00:00+00:00' WHERE account = 'bob' AND sequence = 4", AuditRule.TimeIsOrdered, "bob", 4L, "no gift")]
    [InlineData("UPDATE entry SET reverses = 2 WHERE account = 'bob' AND request_id = 'no gift'", AuditRule.ReversalMatches, "bob", 4L, "no gift")]
    [InlineData("UPDATE entry SET reverses = 99 WHERE account = 'bob' AND request_id = 'no gift'", AuditRule.ReversalMatches, "bob", 4L, "no gift")]
    [InlineData("UPDATE entry SET counterparty = NULL WHERE account = 'alice' AND request_id = 'no gift'", AuditRule.ReversalMatches, "alice", 5L, "no gift")]
    [InlineData("UPDATE entry SET kind = 'gift' WHERE account = 'bob' AND sequence = 5", AuditRule.RowIsReadable, "bob", null, null)]
    [InlineData("DELETE FROM account WHERE id = 'ghost'", AuditRule.AccountExists, "ghost", null, null)]
    [InlineData("INSERT INTO hold (account, id, status, amount, captured, expires_at) SELECT 'nobody', id, status, amount, captured, expires_at FROM hold WHERE id = 'hotel'", AuditRule.AccountExists, "nobody", null, null)]
    [InlineData("UPDATE settlement SET paid = 4, conflicts = 0 WHERE run = '50%_a''*'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE settlement SET refused = 0 WHERE run = '50%_a''*'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE settlement SET conflicts = 2 WHERE run = '50%_a''*'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE settlement SET total = '6.5001' WHERE run = '50%_a''*'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE settlement SET currency = 'USD' WHERE run = '50%_a''*'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE settlement SET account = 'bob' WHERE run = '50%_a''*'", AuditRule.SettlementMatchesEntries, "bob", null, null)]
    [InlineData("DELETE FROM entry WHERE account = 'payer' AND request_id = '50%_a''*:4'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE entry SET request_id = '50%_a''*:3' WHERE account = 'payer' AND request_id = '50%_a''*:6'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE entry SET outcome = 17 WHERE account = 'payer' AND request_id = '50%_a''*:6'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    [InlineData("UPDATE entry SET amount = '-1.5' WHERE account = 'payer' AND request_id = '50%_a''*:6'", AuditRule.SettlementMatchesEntries, "payer", null, null)]
    public async Task Audit_OfCorruptedBooks_NamesWhatDoesNotHold(string corruption, AuditRule rule, string account, long? sequence, string? request)
    {
        await database.RunAsync(corruption);

        var (summary, findings) = await AuditAsync();

        Assert.False(summary.IsClean);
        Assert.Contains((rule, account, sequence, request), findings.Select(found => (found.Rule, found.Account!, found.Sequence, found.RequestId)));
    }

    [SkippableTheory]
    [InlineData("DELETE FROM message WHERE sequence = 3 AND account = 'sally'", AuditRule.MessageMatchesEntries, "sally", 3L, "arrives")]
    [InlineData("DELETE FROM message WHERE sequence = 3 AND account = 'sally'", AuditRule.DeliveryMatchesMessage, "rob", 2L, null)]
    [InlineData("DELETE FROM message WHERE sequence = 7 AND account = 'sally'", AuditRule.MessageMatchesEntries, "sally", 7L, "on its way")]
    [InlineData("UPDATE message SET account = 'alice' WHERE sequence = 7", AuditRule.MessageMatchesEntries, "alice", 7L, null)]
    [InlineData("UPDATE message SET amount = '1.01' WHERE sequence = 3", AuditRule.MessageMatchesEntries, "sally", 3L, "arrives")]
    [InlineData("UPDATE message SET amount = '1.01' WHERE sequence = 3", AuditRule.DeliveryMatchesMessage, "rob", 2L, null)]
    [InlineData("UPDATE message SET recipient = 'alice' WHERE sequence = 3", AuditRule.MessageMatchesEntries, "sally", 3L, "arrives")]
    [InlineData("UPDATE message SET recipient = 'alice' WHERE sequence = 3", AuditRule.DeliveryMatchesMessage, "rob", 2L, null)]
    [InlineData("UPDATE message SET ledger = 'east' WHERE sequence = 7", AuditRule.MessageMatchesEntries, "sally", 7L, "on its way")]
    [InlineData("UPDATE message SET currency = 'USD' WHERE sequence = 7", AuditRule.MessageMatchesEntries, "sally", 7L, "on its way")]
    [InlineData("UPDATE message SET status = 'refunded', due_at = NULL WHERE sequence = 7", AuditRule.MessageMatchesEntries, "sally", 7L, "on its way")]
    [InlineData("UPDATE message SET status = 'refused', due_at = sent_at WHERE sequence = 4", AuditRule.MessageMatchesEntries, "sally", 4L, "comes back")]
    [InlineData("UPDATE message SET status = 'delivered', due_at = NULL WHERE sequence = 7", AuditRule.DeliveryMatchesMessage, "sally", 7L, null)]
    [InlineData("UPDATE message SET status = 'refused', due_at = sent_at WHERE sequence = 3", AuditRule.DeliveryMatchesMessage, "rob", 2L, null)]
    [InlineData("UPDATE message SET attempt = 2 WHERE sequence = 3", AuditRule.DeliveryMatchesMessage, "rob", 2L, null)]
    [InlineData("UPDATE entry SET outcome = 0, request_id = 'send:11111111-1111-1111-1111-111111111111:2', kind = 'receive', counterparty = 'zoe@east' WHERE request_id = 'too much'", AuditRule.DeliveryMatchesMessage, null, null, null)]
    [InlineData("UPDATE entry SET counterparty = 'zoe' WHERE kind = 'receive' AND account = 'sally'", AuditRule.DeliveryMatchesMessage, "sally", 8L, null)]
    [InlineData("UPDATE entry SET reverses = 3 WHERE kind = 'refund'", AuditRule.MessageMatchesEntries, "sally", 3L, "arrives")]
    [InlineData("UPDATE entry SET reverses = 2 WHERE kind = 'refund'", AuditRule.MessageMatchesEntries, "sally", 2L, null)]
    public async Task Audit_OfCorruptedMessages_NamesWhatDoesNotHold(string corruption, AuditRule rule, string? account, long? sequence, string? request)
    {
        await database.RunAsync(corruption);

        var (_, findings) = await AuditAsync();

        Assert.Contains(findings, found => found.Rule == rule
            && (account is null || found.Account == account)
            && (sequence is null || found.Sequence == sequence)
            && (request is null || found.RequestId == request));
    }

    [SkippableFact]
    public async Task Audit_OfARequestRecordedTwice_NamesIt()
    {
        await RebuildEntryWithoutConstraintsAsync();
        await database.RunAsync("UPDATE entry SET request_id = 'gift' WHERE account = 'bob' AND request_id = 'too much'");

        var (_, findings) = await AuditAsync();

        Assert.Contains(findings, found => found is { Rule: AuditRule.RequestIsUnique, Account: "bob", Sequence: 3, RequestId: "gift" });
    }

    [SkippableFact]
    public async Task Audit_OfAnEntryReversedTwice_NamesIt()
    {
        await database.RunAsync("DROP INDEX reversed_once");
        await database.RunAsync("UPDATE entry SET reverses = 3, outcome = 0 WHERE account = 'bob' AND request_id = 'too much'");

        var (_, findings) = await AuditAsync();

        Assert.Contains(findings, found => found is { Rule: AuditRule.ReversalMatches, Account: "bob", Sequence: 3 });
    }

    [SkippableFact]
    public async Task Audit_OfAnAccountBelowItsLimit_NamesIt()
    {
        await DropLimitAsync();
        await database.RunAsync("UPDATE account SET overdraft_limit = '299' WHERE id = 'yuki'");

        var (_, findings) = await AuditAsync();

        Assert.Contains(findings, found => found is { Rule: AuditRule.WithinLimit, Account: "yuki" });
    }

    [SkippableTheory]
    [InlineData("UPDATE account SET balance = '-0.0001' WHERE id = 'bob'")]
    [InlineData("UPDATE account SET overdraft_limit = '299.9999' WHERE id = 'yuki'")]
    [InlineData("UPDATE account SET held = '74.5' WHERE id = 'alice'")]
    [InlineData("UPDATE entry SET request_id = 'gift' WHERE account = 'bob' AND sequence = 2")]
    [InlineData("UPDATE entry SET sequence = 3 WHERE account = 'bob' AND sequence = 2")]
    [InlineData("UPDATE entry SET reverses = 3, outcome = 0 WHERE account = 'bob' AND request_id = 'too much'")]
    public async Task Database_RefusesWhatTheRulesForbid(string forbidden) =>
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.RunAsync(forbidden));

    /// <summary>Takes away the keys that would refuse a second entry for a request.</summary>
    protected abstract Task RebuildEntryWithoutConstraintsAsync();

    /// <summary>Takes away the check that would refuse an account below its limit.</summary>
    protected abstract Task DropLimitAsync();

    protected Task RunAsync(string sql) => database.RunAsync(sql);

    private async Task<(AuditSummary Summary, IReadOnlyList<Finding> Findings)> AuditAsync()
    {
        var findings = new List<Finding>();
        await using var store = await RelationalStore.OpenAsync(database.Store);
        return (await store.AuditAsync(findings.Add), findings);
    }
}

public sealed class SqliteAuditTests : AuditTests
{
    protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult<TestDatabase>(new SqliteDatabase());

    protected override Task RebuildEntryWithoutConstraintsAsync() =>
        RunAsync("CREATE TABLE copy AS SELECT * FROM entry; DROP TABLE entry; ALTER TABLE copy RENAME TO entry");

    protected override Task DropLimitAsync() =>
        RunAsync("CREATE TABLE copy AS SELECT * FROM account; DROP TABLE account; ALTER TABLE copy RENAME TO account");
}

[Collection(PostgresServer.Collection)]
public sealed class PostgresAuditTests(PostgresServer server) : AuditTests
{
    protected override async Task<TestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();

    protected override Task RebuildEntryWithoutConstraintsAsync() => RunAsync("ALTER TABLE entry DROP CONSTRAINT one_outcome_per_request");

    protected override Task DropLimitAsync() => RunAsync("ALTER TABLE account DROP CONSTRAINT within_limit");
}
