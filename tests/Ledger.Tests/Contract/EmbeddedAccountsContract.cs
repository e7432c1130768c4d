namespace AccountGrains.Ledger.Tests;

/// <summary>The contract on the embedded host. A subclass says which store, and skips where it cannot be had.</summary>
public abstract class EmbeddedAccountsContract : AccountsContract
{
    /// <summary>Opens the one store of this test, again after each restart of the host, which disposes it.</summary>
    protected abstract Task<IAccountStore> OpenStoreAsync();

    protected override Task<IContractHost> StartAsync(ContractOptions options) => EmbeddedHost.StartAsync(OpenStoreAsync, options);

    [SkippableFact]
    public async Task Reverse_SentRightBehindWhatItReverses_IsApplied()
    {
        await Open(Alice, 100);
        await Open(Bob);

        // Nothing is awaited in between: this host takes commands in the order in which they are sent.
        Task<Receipt>[] sent =
        [
            Send(new Transfer("gift", Alice, Bob, 30, "EUR")),
            Send(new Deposit("other", Alice, 1, "EUR")),
            Send(new ReverseEntry("undo", Alice, 3)),
            Send(new ReverseEntry("undo again", Alice, 3)),
            Send(new ReverseEntry("undo the undoing", Alice, 5)),
        ];

        var outcomes = (await Task.WhenAll(sent)).Select(receipt => receipt.Outcome);
        Assert.Equal([Outcome.Applied, Outcome.Applied, Outcome.Applied, Outcome.AlreadyReversed, Outcome.NotReversible], outcomes);
        Assert.Equal((101, 0), (await BalanceOf(Alice), await BalanceOf(Bob)));
    }
}
