using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Grains;

/// <summary>One settlement run. All that it knows is in the store, where any number of its activations agree.</summary>
[GrainType("settlement")]
internal sealed class SettlementGrain(
    IAccountStore store,
    [FromKeyedServices(AccountsSiloBuilderExtensions.StorageName)] TimeProvider time) : Grain, ISettlementGrain
{
    private string Run => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<SettlementDifferenceMessage?> BeginAsync(SettlementManifestMessage manifest)
    {
        var asked = manifest.ToManifest(Run);
        var registered = await store.BeginSettlementAsync(asked, time.GetUtcNow(), CancellationToken.None);
        return asked.DifferenceFrom(registered) is { } difference ? SettlementDifferenceMessage.Of(difference) : null;
    }

    /// <inheritdoc/>
    public async Task<SettlementSummaryMessage?> CompleteAsync(SettlementSummaryMessage summary)
    {
        // The entries of what was answered may be on their way; after a read they are in the store, where the audit compares them.
        await GrainFactory.GetGrain<IAccountGrain>(summary.From).GetAsync();
        var recorded = await store.CompleteSettlementAsync(summary.ToSummary(Run), time.GetUtcNow(), CancellationToken.None);
        return recorded is null ? null : SettlementSummaryMessage.Of(recorded);
    }
}
