using AccountGrains.Client;
using AccountGrains.Cluster.Tests.Silo;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Incidents;

/// <summary>Two silos, an account on each, and a client of the silo that does not manage transfers between them.</summary>
internal sealed class TransferScene : IAsyncDisposable
{
    public const decimal From = 100;

    // The silo's own options for its sessions would end the wait for a row after a second.
    private const string PatientSessions = ";Options=-c lock_timeout=0";

    private readonly SiloGroup silos;
    private readonly SdkClient client;

    private TransferScene(SiloGroup silos, SdkClient client, SiloProcess manager, Transfer transfer)
    {
        this.silos = silos;
        this.client = client;
        Manager = manager;
        Transfer = transfer;
    }

    public IAccounts Accounts => client.Accounts;

    /// <summary>The silo of the account that the transfer debits, which manages it, as its id comes first.</summary>
    public SiloProcess Manager { get; }

    /// <summary>A transfer of 40 from the account on the one silo to that on the other.</summary>
    public Transfer Transfer { get; }

    public static async Task<TransferScene> PrepareAsync(TestDatabase database)
    {
        var silos = await SiloGroup.StartAsync(database.Store + PatientSessions, size: 2);
        try
        {
            await using var anyone = await SdkClient.StartAsync(silos.Gateways);
            var (from, to) = await OpenApartAsync(anyone);
            await anyone.Accounts.ExecuteAsync(new Deposit("fill", from.Account, From, "EUR"));
            var manager = silos.Silos.Single(silo => silo.SiloPort == from.Port);
            var other = silos.Silos.Single(silo => silo.SiloPort == to.Port);
            var client = await SdkClient.StartAsync([$"127.0.0.1:{other.GatewayPort}"]);
            return new TransferScene(silos, client, manager, new Transfer("transfer", from.Account, to.Account, 40, "EUR"));
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    /// <summary>The balances of both accounts, the debited one first.</summary>
    public async Task<string[]> ReadBalancesAsync()
    {
        var leg = Transfer.Legs[0];
        var accounts = await Task.WhenAll(Accounts.GetAsync(leg.From), Accounts.GetAsync(leg.To));
        return [.. accounts.Select(account => $"{account!.Balance:0.####}")];
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await silos.DisposeAsync();
    }

    /// <summary>Opens accounts until one is not where the first is.</summary>
    private static async Task<((string Account, int Port) First, (string Account, int Port) Last)> OpenApartAsync(SdkClient client)
    {
        var first = await OpenAsync(client, "a00");
        for (var i = 1; ; i++)
        {
            var next = await OpenAsync(client, $"a{i:00}");
            if (next.Port != first.Port) return (first, next);
        }
    }

    private static async Task<(string Account, int Port)> OpenAsync(SdkClient client, string account)
    {
        await client.Accounts.ExecuteAsync(new OpenAccount("open", account, "EUR"));
        var management = client.Grains.GetGrain<IManagementGrain>(0);
        var silo = await management.GetActivationAddress(client.Grains.GetGrain<IAccountGrain>(account));
        return (account, silo!.Endpoint.Port);
    }
}
