using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>An embedded host and the grains of a cluster over one database, which know nothing of each other.</summary>
[Collection(TransactionServer.Collection)]
public sealed class TwoKindsOfHostsTests(PostgresServer server) : BooksStorageTests(server)
{
    [SkippableFact]
    public async Task Commit_AfterTheEmbeddedHostWrote_IsStale()
    {
        var activation = await OpenAsync("alice");
        await using var embedded = await EmbeddedAsync();
        await embedded.ExecuteAsync(DepositTo("alice"));

        await Assert.ThrowsAsync<StaleVersionException>(() => activation.CommitAsync(activation.Account().Pay("paid", 100)));

        Assert.Equal(107, (await LoadAsync("alice")).Account().Balance);
    }

    [SkippableFact]
    public async Task Prepare_AfterTheEmbeddedHostWrote_IsStale()
    {
        var activation = await OpenAsync("alice");
        await using var embedded = await EmbeddedAsync();
        await embedded.ExecuteAsync(DepositTo("alice"));

        var paid = activation.Account().Pay("paid", 100);
        await Assert.ThrowsAsync<StaleVersionException>(() => activation.PrepareAsync(paid));

        var loaded = await LoadAsync("alice");
        Assert.Equal(107, loaded.Account().Balance);
        Assert.Empty(loaded.Prepared());
    }

    [SkippableFact]
    public async Task Commit_OfTheFirstEntryAfterTheEmbeddedHostOpenedTheAccount_IsStale()
    {
        var activation = await LoadAsync("alice");
        await using var embedded = await EmbeddedAsync();
        await embedded.ExecuteAsync(new OpenAccount("open", Named("alice"), "EUR"));

        await Assert.ThrowsAsync<StaleVersionException>(() => activation.CommitAsync(activation.Account().Open(100)));

        Assert.Equal(0, (await LoadAsync("alice")).Account().Balance);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Execute_OnAnAccountWithAPreparedChange_FailsUntilItIsSettled(bool isCommitted)
    {
        await OpenAsync("bob");
        var activation = await OpenAsync("alice");
        await using var embedded = await EmbeddedAsync();
        await activation.PrepareAsync(activation.Account().Pay("paid", 30));
        var transfer = new Transfer("embedded", Named("bob"), Named("alice"), 7, "EUR");

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => embedded.ExecuteAsync(transfer));

        Assert.Contains("send it again", refused.Message, StringComparison.Ordinal);
        await ExpectBalances(alice: 100, bob: 100);
        if (isCommitted) await activation.StoreAsync(commitUpTo: 2, abortAfter: null);
        else await activation.StoreAsync(commitUpTo: null, abortAfter: 1);
        Assert.True((await embedded.ExecuteAsync(transfer)).IsApplied);
        await ExpectBalances(alice: isCommitted ? 77 : 107, bob: 93);
    }

    [SkippableFact]
    public async Task Execute_BesideAnAccountWithAPreparedChange_IsDone()
    {
        await OpenAsync("bob");
        var activation = await OpenAsync("alice");
        await using var embedded = await EmbeddedAsync();
        await activation.PrepareAsync(activation.Account().Pay("paid", 30));

        var (refused, answer) = (embedded.ExecuteAsync(DepositTo("alice")), embedded.ExecuteAsync(DepositTo("bob")));

        await Assert.ThrowsAsync<RequestFailedException>(() => refused);
        Assert.True((await answer).IsApplied);
        await ExpectBalances(alice: 100, bob: 107);
    }

    private async Task<EmbeddedLedger> EmbeddedAsync() => new(await RelationalStore.OpenAsync(Database.Store));

    private Deposit DepositTo(string name) => new("embedded", Named(name), 7, "EUR");

    private async Task ExpectBalances(decimal alice, decimal bob)
    {
        Assert.Equal(alice, (await LoadAsync("alice")).Account().Balance);
        Assert.Equal(bob, (await LoadAsync("bob")).Account().Balance);
    }
}
