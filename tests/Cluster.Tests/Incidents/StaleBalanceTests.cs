using AccountGrains.Cluster.Tests.Faults;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Incidents;

/// <summary>
/// A withdrawal of the whole balance x and an incoming y at once. The one that looked at the balance before the other wrote
/// left x + y, where y is right.
/// </summary>
[Collection(RestartServer.Collection)]
public sealed class StaleBalanceTests(PostgresServer server) : IAsyncLifetime
{
    private const decimal X = 100, Y = 30;

    private PostgresDatabase database = null!;

    public async Task InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Withdrawal_OfAllWithAnIncomingTransferAtOnce_LeavesTheTransfer()
    {
        await using var silos = await SiloGroup.StartAsync(database.Store, size: 2);
        await using var one = await SdkClient.StartAsync([silos.Gateways[0]]);
        await using var other = await SdkClient.StartAsync([silos.Gateways[1]]);
        await one.Accounts.ExecuteAsync(new OpenAccount("open", "world", "EUR") { AccountKind = AccountKind.External });

        await RunAsync(accounts: 16, rounds: 12, one.Accounts, other.Accounts, (id, to) => new Transfer(id, "world", to, Y, "EUR"));

        Assert.Equal(Y, (await one.Accounts.GetAsync("a0"))!.Balance);
        Assert.Equal(Y, (await other.Accounts.GetAsync("a0"))!.Balance);
    }

    [SkippableFact]
    public async Task Withdrawal_OfAllWithAnIncomingDepositOnAnotherActivation_LeavesTheDeposit()
    {
        // Two silos that know nothing of each other: each has the account in its memory, and takes itself for its only writer.
        await using var one = await Cluster.StartAsync(database.Store);
        await using var other = await Cluster.StartAsync(database.Store);

        await RunAsync(accounts: 4, rounds: 10, one.Accounts, other.Accounts, (id, to) => new Deposit(id, to, Y, "EUR"));
    }

    private async Task RunAsync(int accounts, int rounds, IAccounts one, IAccounts other, Func<string, string, Command> incoming)
    {
        string[] names = [.. Enumerable.Range(0, accounts).Select(i => $"a{i}")];
        await Task.WhenAll(names.Select(name => SendAsync(one, new OpenAccount("open", name, "EUR"))));
        for (var round = 0; round < rounds; round++)
        {
            var fill = round == 0 ? X : X - Y;
            await Task.WhenAll(names.Select(name => SendAsync(one, new Deposit($"fill {round}", name, fill, "EUR"))));
            await Task.WhenAll(names.SelectMany(name => new[]
            {
                SendAsync(one, new Withdraw($"withdraw {round}", name, X, "EUR")),
                SendAsync(other, incoming($"incoming {round} {name}", name)),
            }));

            var balances = await database.ReadAsync("SELECT DISTINCT balance FROM account WHERE id <> 'world'");
            Assert.Equal([$"{Y}"], balances);
        }

        await Verdict.ExpectCleanAsync(database);
    }

    // Two owners of one account keep refusing each other, so that a request may well reach its deadline.
    private static async Task SendAsync(IAccounts accounts, Command command)
    {
        while (true)
        {
            try
            {
                Assert.True((await accounts.ExecuteAsync(command)).IsApplied);
                return;
            }
            catch (RequestException again)
            {
                Assert.Equal(command.RequestId, again.RequestId);
            }
        }
    }
}
