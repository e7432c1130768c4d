using AccountGrains.Cluster.Tests.Faults;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Cluster.Tests.Transactions;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Cli;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Relaying;

/// <summary>Relays in silos: several that share the work, one of which is killed, and one that reaches another cluster.</summary>
[Collection(FaultServer.Collection)]
public sealed class SiloRelayTests(PostgresServer server)
{
    private const int Accounts = 20;
    private const int Callers = 24;

    private static readonly int Messages = FullSize.Of(3_000, part: 3);

    [SkippableFact]
    public async Task Kill_OfOneOfThreeSilosThatRelay_LosesAndRepeatsNoMessage()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var silos = await SiloGroup.StartAsync(database.Store, size: 3);
        await using var client = await SdkClient.StartAsync(silos.Gateways);
        await OpenAsync(client.Accounts);

        var sending = SendAsync(client.Accounts);
        await Condition.HoldsAsync(
            async () => await database.CountAsync("message WHERE due_at IS NULL") > Messages / 10, "a tenth is settled");
        silos.Silos[0].Kill();
        await sending;
        var took = await Condition.HoldsAsync(
            async () => await database.CountAsync("message WHERE due_at IS NOT NULL") == 0, "nothing is due");

        await Verdict.ExpectCleanAsync(database);
        Assert.Equal(Messages, await database.CountAsync("message"));
        var refunded = await database.CountAsync("message WHERE status = 'refunded'");
        Assert.Equal(Messages / 50, refunded);
        Assert.Equal(Messages - refunded, await database.CountAsync("entry WHERE kind = 'receive' AND outcome = 0"));
        Assert.Equal(["200000"], await database.ReadAsync("SELECT sum(balance) FROM account"));
        Measurements.Report(
            $"three silos relay {Messages:N0} messages, one killed with -9: {Messages - refunded:N0} delivered, {refunded} refunded, "
            + $"0 twice, 0 lost; the last {took.TotalSeconds:N1} s after all were sent");
    }

    [SkippableFact]
    public async Task Send_ToAnotherCluster_IsDeliveredOrRefundedByTheSilo()
    {
        await using var there = await server.CreateDatabaseAsync();
        await using var here = await server.CreateDatabaseAsync();
        await using var east = await Cluster.StartAsync(there.Store);
        await using var west = await Cluster.StartAsync(
            here.Store,
            configure: silo => silo.AddRelay(new RelayOptions { Name = "west" }).AddLedger("east", _ => east.Accounts));
        await west.Accounts.ExecuteAsync(new OpenAccount("open", "alice", "EUR"));
        await west.Accounts.ExecuteAsync(new Deposit("first", "alice", 100, "EUR"));
        await east.Accounts.ExecuteAsync(new OpenAccount("open", "bob", "EUR"));

        await west.Accounts.ExecuteAsync(new Send("arrives", "alice", "bob", 30, "EUR") { Ledger = "east" });
        await west.Accounts.ExecuteAsync(new Send("comes back", "alice", "nobody", 20, "EUR") { Ledger = "east" });
        await Condition.HoldsAsync(async () => await here.CountAsync("message WHERE due_at IS NOT NULL") == 0, "nothing is due");

        Assert.Equal((70, 30), ((await west.Accounts.GetAsync("alice"))!.Balance, (await east.Accounts.GetAsync("bob"))!.Balance));
        Assert.Equal(
            [MessageStatus.Delivered, MessageStatus.Refunded],
            (await west.Accounts.GetMessagesAsync("alice", 1, 99)).Select(message => message.Status));
        foreach (var database in new[] { here, there }) await Verdict.ExpectCleanAsync(database);
    }

    [SkippableFact]
    public async Task Send_OnASiloThatRelays_IsClaimedByItsRelayAsItIsStored()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var cluster = await Cluster.StartAsync(database.Store, configure: silo => silo.AddRelay());
        await OpenAsync(cluster.Accounts);

        await using (var held = await RowLock.TakeAsync(database, "b0"))
        {
            await cluster.Accounts.ExecuteAsync(new Send("gift", "a0", "b0", 1, "EUR"));
            await held.SomebodyWaits();
            // A relay that has to look for it claims it later than it was sent.
            Assert.Equal(["10"], await database.ReadAsync("SELECT extract(epoch FROM due_at - sent_at)::double precision::text FROM message"));
        }

        await Condition.HoldsAsync(async () => await database.CountAsync("message WHERE due_at IS NOT NULL") == 0, "nothing is due");
        Assert.Equal(1, (await cluster.Accounts.GetAsync("b0"))!.Balance);
    }

    private static async Task OpenAsync(IAccounts accounts) => await Task.WhenAll(Enumerable.Range(0, Accounts).Select(async i =>
    {
        await accounts.ExecuteAsync(new OpenAccount("open", $"a{i}", "EUR"));
        await accounts.ExecuteAsync(new Deposit("first", $"a{i}", 10_000, "EUR"));
        await accounts.ExecuteAsync(new OpenAccount("open", $"b{i}", "EUR"));
    }));

    /// <summary>Many callers send; one of 50 messages is to nobody.</summary>
    private static Task SendAsync(IAccounts accounts) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
    {
        for (var i = caller; i < Messages; i += Callers)
        {
            var recipient = i % 50 == 0 ? "nobody" : $"b{i % Accounts}";
            var receipt = await accounts.ExecuteAsync(new Send($"gift {i}", $"a{i * 7 % Accounts}", recipient, 1, "EUR"));
            Assert.True(receipt.IsApplied);
        }
    }));
}
