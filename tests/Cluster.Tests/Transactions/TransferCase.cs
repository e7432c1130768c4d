using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>One transfer between accounts of its own, and what must be true of it wherever it was interrupted.</summary>
internal sealed class TransferCase(TestDatabase database, TransferShape shape)
{
    private const decimal Before = 100;

    private readonly string test = Guid.NewGuid().ToString("N")[..8];

    public Transfer Transfer => new(
        "transfer",
        [
            .. shape.Changes()
                .Where(change => change.Value > 0)
                .Select(change => new Leg(Payer, Named(change.Key), change.Value, "EUR")),
        ]);

    private string Payer => Named(shape.Changes().Single(change => change.Value < 0).Key);

    private string Accounts => string.Join(", ", shape.Changes().Keys.Select(name => $"'{Named(name)}'"));

    public bool Has(string account) => account.EndsWith(test, StringComparison.Ordinal);

    public async Task OpenAsync(IAccounts accounts)
    {
        foreach (var name in shape.Changes().Keys)
        {
            await accounts.ExecuteAsync(new OpenAccount("open", Named(name), "EUR") { Busy = name == "busy" });
            await accounts.ExecuteAsync(new Deposit("first", Named(name), Before, "EUR"));
        }
    }

    public async Task ExpectBalances(IAccounts accounts, bool isDone)
    {
        var changes = shape.Changes();
        var read = await Task.WhenAll(changes.Keys.Select(name => accounts.GetAsync(Named(name))));
        Assert.Equal(changes.Values.Select(change => Before + (isDone ? change : 0)), read.Select(account => account!.Balance));
    }

    /// <summary>That it was done once, that nothing of it is unsettled, and that the books are right.</summary>
    public async Task ExpectDoneOnce(IAccounts accounts)
    {
        await ExpectBalances(accounts, isDone: true);
        await ExpectSettled("prepared");
        await ExpectSettled("decided");
        Assert.Equal(0, await CountAsync("account WHERE prepared <> 0 AND id"));
        Assert.Equal(shape.Changes().Count, await CountAsync("entry WHERE request_id = 'transfer' AND account"));
        await Verdict.ExpectCleanNowAsync(database);
    }

    private Task ExpectSettled(string table) =>
        Eventually.Holds(async () => await CountAsync($"{table} WHERE participant") == 0, $"nothing is {table}");

    private Task<long> CountAsync(string rowsOf) => database.CountAsync($"{rowsOf} IN ({Accounts})");

    private string Named(string name) => $"{name}.{test}";
}
