using System.Diagnostics;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Incidents;

/// <summary>
/// The settlement of 0.01: it waits 6 s for a database connection, and its caller asks again after 5 s. Where a lock of 5 s was
/// all that kept the two apart, both were paid and the user got 0.04.
/// </summary>
/// <remarks>
/// The connections that the silos write with are exhausted for real. The test locks the table of entries against writing; accounts
/// of others are opened, which keeps a connection, until no silo has another one. The payment is decided, and waits for its turn.
/// </remarks>
[Collection(PostgresServer.Collection)]
public sealed class SettlementTests(PostgresServer server)
{
    private const int Silos = 2;
    private const string Sessions = "pg_stat_activity WHERE datname = current_database() AND application_name = 'accounts'";
    private const string Waiting = $"{Sessions} AND wait_event_type = 'Lock'";

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(6);
    private static readonly Transfer Settlement = new("settlement", "platform", "user", 0.01m, "CNY");

    // Its own options for the session take the place of the silo's, which would end the wait for a lock long before 6 s.
    // Of two connections one writes.
    private const string Pool = ";Maximum Pool Size=2;Options=-c lock_timeout=0";

    private static readonly string[] Patience =
        ["Accounts:DatabaseTimeout=00:00:30", "Accounts:LockTimeout=00:00:35", "Accounts:CallTimeout=00:00:40"];

    [SkippableFact]
    public async Task Settlement_AskedAgainWhileItWaitsForAConnection_PaysOnce()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var silos = await SiloGroup.StartAsync(database.Store + Pool, Silos, settings: Patience);
        await using var caller = await StartClientAsync(silos.Gateways[0], TimeSpan.FromSeconds(5));
        await using var impatient = await StartClientAsync(silos.Gateways[1], TimeSpan.FromSeconds(1));
        await OpenAccountsAsync(caller.Accounts);

        List<Task> others;
        Task<Receipt> settled, again;
        await using (await TableLock.TakeAsync(database, "entry", "EXCLUSIVE"))
        {
            others = await ExhaustWritersAsync(database, caller.Accounts);
            settled = caller.Accounts.ExecuteAsync(Settlement);
            again = impatient.Accounts.ExecuteAsync(Settlement);
            await ExpectNothingPaidAsync(database);
        }

        var receipts = await Task.WhenAll(settled, again);
        await Task.WhenAll(others);
        Assert.All(receipts, receipt => Assert.True(receipt.IsApplied));
        Assert.Equal(receipts[0].Entry, receipts[1].Entry);
        // The account on the silo that does not manage the transfer may be written after the answer.
        await Verdict.ExpectCleanAsync(database);
        Assert.Equal(["platform -0.01", "user 0.03"], await database.ReadAsync("SELECT id, balance FROM account WHERE id IN ('platform', 'user') ORDER BY id"));
        Assert.Equal(2, await database.CountAsync("entry WHERE request_id = 'settlement'"));
    }

    private static Task<SdkClient> StartClientAsync(string gateway, TimeSpan callTimeout) =>
        SdkClient.StartAsync([gateway], options => (options.CallTimeout, options.Deadline) = (callTimeout, TimeSpan.FromMinutes(2)));

    private static async Task OpenAccountsAsync(IAccounts accounts)
    {
        await accounts.ExecuteAsync(new OpenAccount("open platform", "platform", "CNY") { AccountKind = AccountKind.External });
        await accounts.ExecuteAsync(new OpenAccount("open user", "user", "CNY"));
        await accounts.ExecuteAsync(new Deposit("before", "user", 0.02m, "CNY"));
    }

    /// <summary>Opens more and more accounts, on whichever silo, until all connections that write wait.</summary>
    private static async Task<List<Task>> ExhaustWritersAsync(PostgresDatabase database, IAccounts accounts)
    {
        var asked = new List<Task>();
        await Condition.HoldsAsync(
            async () =>
            {
                asked.Add(accounts.ExecuteAsync(new OpenAccount("open", $"other-{asked.Count}", "CNY")));
                return await database.CountAsync(Waiting) == Silos;
            },
            "all connections that write wait for the table of entries");
        return asked;
    }

    private static async Task ExpectNothingPaidAsync(PostgresDatabase database)
    {
        var asked = Stopwatch.StartNew();
        await Condition.HoldsAsync(
            async () =>
            {
                Assert.Equal(0, await database.CountAsync("entry WHERE request_id = 'settlement'"));
                return asked.Elapsed >= Wait;
            },
            "the settlement has waited long enough");
        Assert.Equal(Silos, await database.CountAsync(Waiting));
        Assert.Equal(Silos, await database.CountAsync($"{Sessions} AND state <> 'idle' AND query LIKE '%INSERT INTO entry%'"));
    }
}
