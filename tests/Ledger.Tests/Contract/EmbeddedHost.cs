namespace AccountGrains.Ledger.Tests;

/// <summary>The embedded host over any store.</summary>
internal sealed class EmbeddedHost : IContractHost
{
    private readonly Func<Task<IAccountStore>> openStore;
    private readonly ContractOptions options;
    private IAccountStore store;
    private EmbeddedLedger ledger;

    private EmbeddedHost(Func<Task<IAccountStore>> openStore, ContractOptions options, IAccountStore store)
    {
        this.openStore = openStore;
        this.options = options;
        this.store = store;
        ledger = Start(store);
    }

    public IAccounts Accounts => ledger;

    public IMessageStore Messages => (IMessageStore)store;

    public static async Task<IContractHost> StartAsync(Func<Task<IAccountStore>> openStore, ContractOptions options) =>
        new EmbeddedHost(openStore, options, await openStore());

    public async Task RestartAsync()
    {
        await ledger.DisposeAsync();
        store = await openStore();
        ledger = Start(store);
    }

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    private EmbeddedLedger Start(IAccountStore store) =>
        new(store, new EmbeddedOptions { Window = options.Window }, options.Time);
}
