using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>The accounts of the cluster as the audit of holds of one silo reaches them.</summary>
internal sealed class SiloHolds(IAccounts accounts, IGrainFactory grains) : IHoldHost
{
    public Task<int> ExpireAsync(string account, CancellationToken cancellationToken = default) =>
        grains.GetGrain<IHoldsGrain>(account).ExpireAsync().WaitAsync(cancellationToken);

    public Task<Receipt> ExecuteAsync(Command command, CancellationToken cancellationToken = default) =>
        accounts.ExecuteAsync(command, cancellationToken);
}
