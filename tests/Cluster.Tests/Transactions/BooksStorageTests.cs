using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Accounts in PostgreSQL, as the transactions of a cluster keep them. Names of accounts are never used twice.</summary>
public abstract class BooksStorageTests(PostgresServer server) : IAsyncLifetime
{
    /// <summary>Small, so that requests leave memory.</summary>
    protected const int Window = 3;

    private readonly string test = Guid.NewGuid().ToString("N")[..8];

    protected TestDatabase Database { get; private set; } = null!;

    protected PostgresStore Ledger { get; private set; } = null!;

    private protected ITransactionStore<Books> Store { get; set; } = null!;

    /// <summary>The way to a relay, which takes nothing until it is opened.</summary>
    protected Handover Handover { get; } = new(new RelayOptions());

    protected virtual int BatchSize => 64;

    public virtual async Task InitializeAsync()
    {
        Database = await server.ShareDatabaseAsync();
        await (await RelationalStore.OpenAsync(Database.Store)).DisposeAsync();
        Ledger = new PostgresStore(Database.Store);
        Store = Ledger.OpenTransactions(Ledger.AccountRows(Window, Handover), BatchSize, writers: 1);
    }

    public virtual async Task DisposeAsync()
    {
        if (Store is not null) await Store.DisposeAsync();
        if (Ledger is not null) await Ledger.DisposeAsync();
    }

    protected string Named(string name) => $"{name}.{test}";

    private protected Task<Activation<Books>> LoadAsync(string name) => Activation<Books>.LoadAsync(Named(name), Store);

    /// <summary>An account that is open and has a balance, loaded anew.</summary>
    private protected async Task<Activation<Books>> OpenAsync(string name, decimal balance = 100)
    {
        var account = await LoadAsync(name);
        await account.CommitAsync(account.Account().Open(balance));
        return await LoadAsync(name);
    }

    /// <summary>An account that was changed, and then so often that memory knows nothing of it.</summary>
    private protected async Task<Activation<Books>> WithoutMemoryOfAsync(string name, Func<AccountState, AccountState> change)
    {
        var activation = await OpenAsync(name, balance: 1000);
        var changed = change(activation.Account());
        for (var i = 0; i < Window; i++) changed = changed.Deposit($"deposit {i}", 1);
        await activation.CommitAsync(changed);
        return await LoadAsync(name);
    }

    /// <summary>Starts writes while the writer is held up, so that it finds all of them when it goes on.</summary>
    private protected async Task<Task[]> WriteTogetherAsync(IEnumerable<Func<Task>> writes)
    {
        var gate = await OpenAsync("gate");
        await using var held = await RowLock.TakeAsync(Database, Named("gate"));
        var first = gate.CommitAsync(gate.Account().Deposit("deposit", 1));
        await held.SomebodyWaits();
        return [.. writes.Select(write => write()), first];
    }

    private protected async Task ExpectUnchanged(string name, Activation<Books> refused)
    {
        Assert.Single(refused.Refused);
        var loaded = await LoadAsync(name);
        Assert.Equal(refused.ETag, loaded.ETag);
        Assert.Empty(loaded.Prepared());
        ExpectSame(refused.Account(), loaded.Account());
    }

    /// <summary>That accounts are those that were expected, one by one.</summary>
    protected static void ExpectSame(IReadOnlyCollection<AccountState> expected, IEnumerable<AccountState> actual)
    {
        Assert.Equal(expected.Count, actual.Count());
        foreach (var (one, other) in expected.Zip(actual)) ExpectSame(one, other);
    }

    /// <summary>That the entries, the holds and the amounts of an account are those of another.</summary>
    protected static void ExpectSame(AccountState expected, AccountState actual)
    {
        Assert.Equal(
            (expected.Id, expected.Status, expected.Currency, expected.Kind, expected.OverdraftLimit, expected.Busy),
            (actual.Id, actual.Status, actual.Currency, actual.Kind, actual.OverdraftLimit, actual.Busy));
        Assert.Equal(
            (expected.Balance, expected.Held, expected.Sequence, expected.LastTime),
            (actual.Balance, actual.Held, actual.Sequence, actual.LastTime));
        Assert.Equal(expected.Holds.Open, actual.Holds.Open);
        Assert.Equal(expected.Stored(actual.StoredSequence, int.MaxValue).Unstored, actual.Unstored);
        Assert.All(actual.Unstored, entry => Assert.Equal(entry, actual.Window.Find(entry.RequestId)));
    }
}
