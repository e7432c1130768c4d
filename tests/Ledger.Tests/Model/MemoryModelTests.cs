namespace AccountGrains.Ledger.Tests;

public sealed class MemoryModelTests : ModelContract
{
    protected override int Runs => 1_000;

    protected override Task<Func<Task<IAccountStore>>> CreateStoreAsync()
    {
        // Disposing a memory store keeps what it has, so a restart finds it again.
        var store = Task.FromResult<IAccountStore>(new MemoryStore());
        return Task.FromResult(() => store);
    }
}
