using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Ledger.Tests;

/// <summary>
/// What every host on every store must do, told through the contract alone. A subclass starts the host. This part is the
/// vocabulary; the examples are in the other parts, one part for each feature.
/// </summary>
public abstract partial class AccountsContract : IAsyncLifetime
{
    /// <summary>Small, so that requests, holds and entries leave memory in examples of any size.</summary>
    private const int Window = 16;

    // Hosts that are slow to start may share one store between tests: names of accounts are never used twice.
    private readonly string test = Guid.NewGuid().ToString("N")[..8];
    private IContractHost? host;
    private int requests;

    protected string Alice => Named("alice");

    protected string Bob => Named("bob");

    protected string Carol => Named("carol");

    protected string World => Named("world");

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected DateTimeOffset Now => Clock.GetUtcNow();

    protected IAccounts Accounts => host!.Accounts;

    public async Task InitializeAsync() => host = await StartAsync(new ContractOptions(Clock, Window));

    public async Task DisposeAsync()
    {
        if (host is not null) await host.DisposeAsync();
    }

    protected abstract Task<IContractHost> StartAsync(ContractOptions options);

    protected Task RestartAsync() => host!.RestartAsync();

    private string Named(string name) => $"{name}.{test}";

    private string NewId() => $"request {++requests}";

    private void Pass(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    protected Task<Receipt> Send(Command command) => Accounts.ExecuteAsync(command);

    private async Task<Entry> Apply(Command command)
    {
        var receipt = await Send(command);
        Assert.Equal(Outcome.Applied, receipt.Outcome);
        return receipt.Entry;
    }

    private async Task<Entry> Refuse(Outcome outcome, Command command)
    {
        var receipt = await Send(command);
        Assert.Equal(outcome, receipt.Outcome);
        return receipt.Entry;
    }

    protected async Task Open(string account, decimal balance = 0, string currency = "EUR", decimal overdraft = 0)
    {
        await Apply(new OpenAccount(NewId(), account, currency) { OverdraftLimit = overdraft });
        if (balance > 0) await Deposit(account, balance, currency);
    }

    private Task<Entry> OpenExternal(string account) =>
        Apply(new OpenAccount(NewId(), account, "EUR") { AccountKind = AccountKind.External });

    private Task<Entry> Deposit(string account, decimal amount, string currency = "EUR") =>
        Apply(new Deposit(NewId(), account, amount, currency));

    private Task<Entry> Withdraw(string account, decimal amount) => Apply(new Withdraw(NewId(), account, amount, "EUR"));

    private Task<Entry> Transfer(string from, string to, decimal amount) => Apply(new Transfer(NewId(), from, to, amount, "EUR"));

    private async Task<string> Hold(string account, decimal amount, DateTimeOffset? expiresAt = null) =>
        (await Apply(new PlaceHold(NewId(), account, amount, "EUR") { ExpiresAt = expiresAt })).RequestId;

    private Task<Entry> Capture(string account, string hold, decimal? amount = null) =>
        Apply(new CaptureHold(NewId(), account, hold) { Amount = amount, Currency = amount is null ? null : "EUR" });

    private Task<Entry> Release(string account, string hold) => Apply(new ReleaseHold(NewId(), account, hold));

    private Task<Entry> Reverse(Entry entry) => Apply(new ReverseEntry(NewId(), entry.Account, entry.Sequence));

    private Task<Entry> Freeze(string account) => Apply(new FreezeAccount(NewId(), account));

    private Task<Entry> Unfreeze(string account) => Apply(new UnfreezeAccount(NewId(), account));

    private Task<Entry> Close(string account) => Apply(new CloseAccount(NewId(), account));

    private async Task<Account> Get(string account) =>
        await Accounts.GetAsync(account) ?? throw new InvalidOperationException($"{account} was not opened");

    protected async Task<decimal> BalanceOf(string account) => (await Get(account)).Balance;

    private async Task<IReadOnlyList<Entry>> EntriesOf(string account)
    {
        var page = await Accounts.GetStatementAsync(new StatementQuery(account) { PageSize = StatementQuery.MaxPageSize });
        Assert.Null(page.Next);
        return page.Entries;
    }

    /// <summary>Pushes everything that the account remembers now out of its window.</summary>
    private async Task Bury(string account)
    {
        for (var i = 0; i <= Window; i++) await Deposit(account, 1);
    }
}
