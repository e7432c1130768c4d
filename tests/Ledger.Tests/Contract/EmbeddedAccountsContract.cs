namespace AccountGrains.Ledger.Tests;

/// <summary>The contract on the embedded host. A subclass says which store, and skips where it cannot be had.</summary>
public abstract class EmbeddedAccountsContract : AccountsContract
{
    /// <summary>Opens the one store of this test, again after each restart of the host, which disposes it.</summary>
    protected abstract Task<IAccountStore> OpenStoreAsync();

    protected override Task<IContractHost> StartAsync(ContractOptions options) => EmbeddedHost.StartAsync(OpenStoreAsync, options);
}
