using AccountGrains.Bench.Cluster.Variants;
using AccountGrains.Bench.Systems;
using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Bench.Cluster.Systems;

/// <summary>
/// A silo with the grains of the project on another storage, which has no rows: it is filled by the SDK, and what it has is known
/// from what was answered.
/// </summary>
internal sealed class VariantSystem(SiloVariant variant, string? store) : IBalanceReader
{
    private const int AtOnce = 128;

    private readonly HashSet<string> opened = new(StringComparer.Ordinal);
    private readonly Lock counting = new();
    private decimal money;
    private SiloProcess? silo;
    private SdkAccounts? sdk;

    private IAccounts Accounts => sdk!.Accounts;

    public async Task PrepareAsync(IReadOnlyList<Opening> openings)
    {
        if (store is not null) await (await RelationalStore.OpenAsync(store)).DisposeAsync();
        await RunAsync();
        await Parallel.ForEachAsync(openings, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (opening, _) =>
        {
            lock (counting) opened.Add(opening.Account);
            foreach (var command in opening.Fill.Prepend<LedgerCommand>(opening.Open))
                if (await ExecuteAsync(command) is not Outcome.Applied and var refusal) throw new InvalidOperationException($"{command}: {refusal}");
        });
    }

    /// <summary>What keeps its accounts starts again, with none of them in memory.</summary>
    public async Task StartAsync()
    {
        if (store is null) return;
        await DisposeAsync();
        await RunAsync();
    }

    public async Task<Outcome> ExecuteAsync(LedgerCommand command)
    {
        var outcome = (await Accounts.ExecuteAsync(command)).Outcome;
        if (outcome == Outcome.Applied) Count(command);
        return outcome;
    }

    public async Task<decimal?> GetBalanceAsync(string account) => (await Accounts.GetAsync(account))?.Balance;

    public async Task<string?> FindFaultAsync()
    {
        var balances = await Task.WhenAll(opened.Select(GetBalanceAsync));
        var found = balances.Sum();
        return found == money ? null : $"the accounts have {found}, and were given {money}";
    }

    public async ValueTask DisposeAsync()
    {
        if (sdk is not null) await sdk.DisposeAsync();
        if (silo is not null) await silo.DisposeAsync();
    }

    private async Task RunAsync()
    {
        silo = SiloProcess.Start(["AccountGrains.Bench.Cluster.dll", VariantSilo.Verb, $"--Variant={variant}", $"--Store={store}"]);
        await silo.WaitUntilReadyAsync();
        sdk = await SdkAccounts.ConnectAsync([silo]);
    }

    private void Count(LedgerCommand command)
    {
        var change = command switch
        {
            Deposit deposit => deposit.Amount,
            Withdraw withdrawal => -withdrawal.Amount,
            _ => 0,
        };
        lock (counting) money += change;
    }
}
