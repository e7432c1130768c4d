using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests;

/// <summary>The contract through the SDK, on one cluster for all its tests.</summary>
[Collection(ContractServer.Collection)]
public sealed class ClusterAccountsTests(PostgresServer server, ClusterAccountsTests.Fixture fixture)
    : AccountsContract, IClassFixture<ClusterAccountsTests.Fixture>
{
    protected override Task<IContractHost> StartAsync(ContractOptions options) => fixture.UseAsync(server, options);

    public sealed class Fixture : IAsyncLifetime, IContractHost
    {
        private readonly TestTime time = new();
        private string? store;
        private AccountsOptions? options;
        private Cluster? cluster;
        private RelationalStore? messages;

        public IAccounts Accounts => cluster!.Accounts;

        public IMessageStore Messages => messages!;

        public async Task<IContractHost> UseAsync(PostgresServer server, ContractOptions wanted)
        {
            time.Current = wanted.Time;
            options = new AccountsOptions { Window = wanted.Window };
            // With the rights of a silo alone.
            store ??= await (await server.ShareDatabaseAsync()).GrantToSiloAsync();
            cluster ??= await Cluster.StartAsync(store, options, time);
            messages ??= await RelationalStore.OpenAsync(store);
            return this;
        }

        public async Task RestartAsync()
        {
            await cluster!.DisposeAsync();
            cluster = await Cluster.StartAsync(store, options, time);
        }

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (cluster is not null) await cluster.DisposeAsync();
            if (messages is not null) await messages.DisposeAsync();
        }

        // A test is over, not the cluster.
        ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>The clock of the test that runs now.</summary>
    private sealed class TestTime : TimeProvider
    {
        public TimeProvider Current { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Current.GetUtcNow();
    }
}
