using AccountGrains.Ledger;

namespace AccountGrains.Bench.Systems;

/// <summary>
/// Something that keeps accounts, to be measured. It is made for one case, on an empty database, in the process that makes the load:
/// prepared, started, asked by many clients at a time, audited, disposed.
/// </summary>
internal interface ISystem : IAsyncDisposable
{
    /// <summary>Brings the accounts with their money into the empty database, as fast as it can; nothing of this is measured.</summary>
    Task PrepareAsync(IReadOnlyList<Opening> openings);

    /// <summary>Starts what answers commands. No account has been touched before.</summary>
    Task StartAsync();

    /// <summary>Carries out a deposit, withdrawal, transfer or send, durably, once for each request id.</summary>
    Task<Outcome> ExecuteAsync(LedgerCommand command);

    /// <summary>Proves that no money was lost or made; nobody else asks meanwhile.</summary>
    /// <returns>What is wrong, or null.</returns>
    Task<string?> FindFaultAsync();
}

/// <summary>A system that says what the balance of an account is.</summary>
internal interface IBalanceReader : ISystem
{
    Task<decimal?> GetBalanceAsync(string account);
}

/// <summary>A system that pays many accounts from one, each line once.</summary>
internal interface ISettler : ISystem
{
    Task SettleAsync(Settlement settlement, IReadOnlyList<SettlementLine> lines);
}

/// <summary>A system that delivers what was sent, in the background.</summary>
internal interface IRelaying : ISystem
{
    /// <summary>Begins to deliver, where it does not do so anyhow.</summary>
    void StartRelay();

    /// <summary>How many sends were delivered until now.</summary>
    long Delivered { get; }
}

/// <summary>An account as a case finds it: opened, with its money from so many deposits.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Balance">The money, a multiple of the number of deposits.</param>
/// <param name="Deposits">How many entries the money came with.</param>
/// <param name="Busy">Whether many transfers will share it.</param>
internal sealed record Opening(string Account, decimal Balance, int Deposits = 1, bool Busy = false)
{
    public const string Currency = "EUR";

    public OpenAccount Open => new($"open-{Account}", Account, Currency) { Busy = Busy };

    public IEnumerable<Deposit> Fill =>
        Enumerable.Range(1, Deposits).Select(i => new Deposit($"fill-{i}", Account, Balance / Deposits, Currency));
}
