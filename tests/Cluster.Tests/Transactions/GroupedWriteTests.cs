using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// Writes of many accounts in one database transaction. The row of another account is locked until all of them wait, and the
/// database tells which transaction wrote a row.
/// </summary>
[Collection(TransactionServer.Collection)]
public sealed class GroupedWriteTests(PostgresServer server) : BooksStorageTests(server)
{
    protected override int BatchSize => 5;

    [SkippableFact]
    public async Task Write_OfManyThatWait_IsOneTransaction()
    {
        var odd = await OpenAsync("odd");

        Assert.Null(await WriteAmongNeighboursAsync(() => odd.CommitAsync(odd.Account().Deposit("good", 1))));

        Assert.Equal(1, await TransactionsAsync("a", "b", "odd", "y", "z"));
    }

    [SkippableFact]
    public async Task Write_OfMoreThanAGroupTakes_IsSplit()
    {
        string[] names = ["a", "b", "c", "d", "e", "f", "g"];
        var accounts = await OpenAllAsync(names);

        await Task.WhenAll(await WriteTogetherAsync(accounts.Select(Deposit)));

        Assert.Equal(1, await TransactionsAsync(names[..BatchSize]));
        Assert.Equal(1, await TransactionsAsync(names[BatchSize..]));
        Assert.Equal(2, await TransactionsAsync(names));
    }

    [SkippableFact]
    public async Task Write_OfOneAccountTwice_IsNeverInOneTransaction()
    {
        var accounts = await OpenAllAsync("a", "b");
        var stale = await LoadAsync("a");

        var writes = await WriteTogetherAsync([Deposit(accounts[0]), Deposit(accounts[1]), Deposit(stale)]);

        await writes[0];
        await writes[1];
        await Assert.ThrowsAsync<StaleVersionException>(() => writes[2]);
        Assert.Equal(1, await TransactionsAsync("a", "b"));
    }

    [SkippableFact]
    public async Task Commit_OfARequestThatIsTaken_IsRefusedAlone()
    {
        var odd = await WithoutMemoryOfAsync("odd", account => account.Pay("paid", 1));
        var again = odd.Account().Pay("paid", 1);

        Assert.IsType<RequestTakenException>(await WriteAmongNeighboursAsync(() => odd.CommitAsync(again)));

        Assert.Equal(1, await TransactionsAsync("a", "b", "y", "z"));
        await ExpectUnchanged("odd", odd);
    }

    [SkippableFact]
    public async Task Prepare_OfARequestThatIsTaken_IsRefusedAlone()
    {
        var odd = await WithoutMemoryOfAsync("odd", account => account.Pay("paid", 1));
        var again = odd.Account().Pay("paid", 1);

        Assert.IsType<RequestTakenException>(await WriteAmongNeighboursAsync(() => odd.PrepareAsync(again)));

        Assert.Equal(1, await TransactionsAsync("a", "b", "y", "z"));
        await ExpectUnchanged("odd", odd);
    }

    [SkippableFact]
    public async Task Write_AfterSomebodyElsesWrite_IsRefusedAlone()
    {
        var stale = await OpenAsync("odd");
        var other = await LoadAsync("odd");
        await other.CommitAsync(other.Account().Deposit("other", 1));

        var refused = await WriteAmongNeighboursAsync(() => stale.CommitAsync(stale.Account().Deposit("stale", 1)));

        Assert.IsType<StaleVersionException>(refused);
        Assert.Equal(1, await TransactionsAsync("a", "b", "y", "z"));
        Assert.Equal(101, (await LoadAsync("odd")).Account().Balance);
    }

    [SkippableFact]
    public async Task Write_ThatTheDatabaseRefuses_FailsAlone()
    {
        var odd = await OpenAsync("odd");
        var overdrawn = odd.Account().Deposit("odd", 1) with { Balance = -1 };

        var refused = await WriteAmongNeighboursAsync(() => odd.CommitAsync(overdrawn));

        Assert.Equal(StoreProblem.Refused, Assert.IsType<StoreException>(refused).Problem);
        await ExpectUnchanged("odd", odd);
    }

    [SkippableFact]
    public async Task Write_OfMoreEntriesThanTheWindowHolds_WritesAllOfThem()
    {
        var activation = await OpenAsync("a");
        var account = activation.Account();
        for (var i = 0; i < 10 * Window; i++) account = account.Deposit($"deposit {i}", 1);

        await activation.CommitAsync(account);

        ExpectSame(account.Stored(Window), (await LoadAsync("a")).Account());
        Assert.Equal(account.Sequence, await Database.CountAsync($"entry WHERE account = '{Named("a")}'"));
    }

    [SkippableFact]
    public async Task Write_AfterDispose_IsRefused()
    {
        var activation = await OpenAsync("a");
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deposit(activation)());
    }

    [SkippableFact]
    public async Task Dispose_WhileWritesWait_WritesThem()
    {
        var accounts = await OpenAllAsync("a", "b");
        var writes = await WriteTogetherAsync(accounts.Select(Deposit));

        await Store.DisposeAsync();

        Assert.Equal(1, await TransactionsAsync("a", "b"));
        await Task.WhenAll(writes);
        Assert.Equal(101, (await LoadAsync("a")).Account().Balance);
    }

    private static Func<Task> Deposit(Activation<Books> activation) =>
        () => activation.CommitAsync(activation.Account().Deposit("deposit", 1));

    /// <summary>Writes an odd account between four others, which must all be written, and gives what failed with it.</summary>
    private async Task<Exception?> WriteAmongNeighboursAsync(Func<Task> odd)
    {
        string[] names = ["a", "b", "y", "z"];
        var neighbours = (await OpenAllAsync(names)).Select(Deposit).ToArray();

        var writes = await WriteTogetherAsync([.. neighbours[..2], odd, .. neighbours[2..]]);

        var refused = await Record.ExceptionAsync(() => writes[2]);
        await Task.WhenAll(writes.Where(write => write != writes[2]));
        foreach (var name in names) Assert.Equal(101, (await LoadAsync(name)).Account().Balance);
        return refused;
    }

    private Task<Activation<Books>[]> OpenAllAsync(params string[] names) => Task.WhenAll(names.Select(name => OpenAsync(name)));

    private async Task<long> TransactionsAsync(params string[] names)
    {
        var ids = string.Join(", ", names.Select(name => $"'{Named(name)}'"));
        return await Database.CountAsync($"(SELECT DISTINCT xmin::text FROM account WHERE id IN ({ids})) AS writers");
    }
}
