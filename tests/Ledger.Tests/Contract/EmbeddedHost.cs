namespace AccountGrains.Ledger.Tests;

/// <summary>The embedded host over any store.</summary>
internal sealed class EmbeddedHost : IContractHost
{
    private readonly Func<Task<IAccountStore>> openStore;
    private readonly ContractOptions options;
    private EmbeddedLedger ledger;

    private EmbeddedHost(Func<Task<IAccountStore>> openStore, ContractOptions options, IAccountStore store)
    {
        this.openStore = openStore;
        this.options = options;
        ledger = Start(store);
    }

    public IAccounts Accounts => ledger;

    public static async Task<IContractHost> StartAsync(Func<Task<IAccountStore>> openStore, ContractOptions options) =>
        new EmbeddedHost(openStore, options, await openStore());

    public async Task RestartAsync()
    {
        await ledger.DisposeAsync();
        ledger = Start(await openStore());
    }

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    private EmbeddedLedger Start(IAccountStore store) =>
        new(store, new EmbeddedOptions { Window = options.Window }, options.Time);
}
