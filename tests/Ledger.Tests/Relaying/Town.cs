using Microsoft.Extensions.Time.Testing;

namespace AccountGrains.Ledger.Tests.Relaying;

/// <summary>Two ledgers in memory, this one and "east", with relays that can be disturbed at every step.</summary>
internal sealed class Town : IAsyncDisposable
{
    private int requests;

    public Town()
    {
        Store = new MemoryStore();
        Here = new EmbeddedLedger(Store, time: Clock);
        East = new EmbeddedLedger(new MemoryStore(), time: Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public MemoryStore Store { get; }

    public EmbeddedLedger Here { get; }

    public EmbeddedLedger East { get; }

    /// <summary>A relay over these stores and accounts, or over those with a fault.</summary>
    public Relay Relay(IMessageStore? messages = null, IAccounts? here = null, IAccounts? east = null) => new(
        messages ?? Store,
        here ?? Here,
        new Dictionary<string, IAccounts> { ["east"] = east ?? East },
        new RelayOptions { Name = "west" },
        Clock);

    public async Task DeliverAsync(Relay? relay = null) => await (relay ?? Relay()).DeliverAsync(Clock.GetUtcNow());

    public Task<Receipt> OpenAsync(IAccounts ledger, string account) => ledger.ExecuteAsync(new OpenAccount(NewId(), account, "EUR"));

    public Task<Receipt> FreezeAsync(IAccounts ledger, string account) => ledger.ExecuteAsync(new FreezeAccount(NewId(), account));

    public Task<Receipt> UnfreezeAsync(IAccounts ledger, string account) => ledger.ExecuteAsync(new UnfreezeAccount(NewId(), account));

    /// <summary>Alice, with 100, sends.</summary>
    public async Task<SentMessage> SendAsync(string to, decimal amount = 30, string? ledger = null)
    {
        if (await Here.GetAsync("alice") is null)
        {
            await OpenAsync(Here, "alice");
            await Here.ExecuteAsync(new Deposit(NewId(), "alice", 100, "EUR"));
        }

        var sent = await Here.ExecuteAsync(new Send(NewId(), "alice", to, amount, "EUR") { Ledger = ledger });
        return await MessageAsync(sent.Entry.Sequence);
    }

    public async Task<SentMessage> MessageAsync(long sequence) => (await Here.GetMessagesAsync("alice", sequence, sequence)).Single();

    public static async Task<decimal> BalanceAsync(IAccounts ledger, string account) => (await ledger.GetAsync(account))?.Balance ?? 0;

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        await East.DisposeAsync();
    }

    private string NewId() => $"request {++requests}";
}
