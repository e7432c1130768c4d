namespace AccountGrains.Ledger.Tests;

public sealed class MemoryAccountsTests : EmbeddedAccountsContract
{
    // Disposing a memory store keeps what it has, so a restart finds it again.
    private readonly Task<IAccountStore> store = Task.FromResult<IAccountStore>(new MemoryStore());

    protected override Task<IAccountStore> OpenStoreAsync() => store;
}
