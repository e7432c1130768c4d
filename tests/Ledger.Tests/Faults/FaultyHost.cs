namespace AccountGrains.Ledger.Tests;

/// <summary>An embedded host over a memory store that faults can be hooked into.</summary>
internal sealed class FaultyHost : IAsyncDisposable
{
    private readonly IAccountStore inner;
    private readonly EmbeddedOptions options;
    private int opened;

    public FaultyHost(EmbeddedOptions? options = null, int fewestAhead = int.MaxValue)
        : this(new MemoryStore(), (options ?? new EmbeddedOptions()) with { FewestAhead = fewestAhead })
    {
    }

    private FaultyHost(IAccountStore inner, EmbeddedOptions options)
    {
        // With one lane, and nothing that is decided ahead, all that waits becomes one batch.
        (this.inner, this.options) = (inner, options with { Lanes = 1 });
        Store = new FaultyStore(inner);
        Ledger = new EmbeddedLedger(Store, this.options);
    }

    public FaultyStore Store { get; }

    public EmbeddedLedger Ledger { get; }

    /// <summary>Another host over the same store, as another process would be.</summary>
    public FaultyHost Beside() => new(inner, options);

    public Task<Receipt> Send(Command command) => Ledger.ExecuteAsync(command);

    public async Task Open(string account, decimal balance = 0)
    {
        await Send(new OpenAccount("open", account, "EUR"));
        if (balance > 0) await Send(new Deposit("first deposit", account, balance, "EUR"));
    }

    /// <summary>Stops the host in the commit of another account, so that what is sent from now on waits.</summary>
    public async Task<Gate> Stop()
    {
        var gate = new Gate();
        var hook = Store.BeforeCommit;
        Store.BeforeCommit = async _ =>
        {
            await gate.PassAsync();
            Store.BeforeCommit = hook;
        };
        // Nobody asks what becomes of it: a fault that a test has hooked in may meet it too.
        _ = Open($"gate{++opened}");
        await gate.Reached;
        return gate;
    }

    /// <summary>Sends commands so that they become one batch, as far as its size allows.</summary>
    public async Task<Task<Receipt>[]> SendTogether(params IEnumerable<Command> commands)
    {
        var gate = await Stop();
        Task<Receipt>[] answers = [.. commands.Select(Send)];
        gate.Open();
        return answers;
    }

    public async Task<decimal> BalanceOf(string account) => (await Ledger.GetAsync(account))!.Balance;

    public async Task<IReadOnlyList<Entry>> EntriesOf(string account) =>
        (await Ledger.GetStatementAsync(new StatementQuery(account) { PageSize = StatementQuery.MaxPageSize })).Entries;

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();
}
