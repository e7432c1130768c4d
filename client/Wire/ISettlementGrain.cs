namespace AccountGrains.Client;

/// <summary>One settlement run, by its id. It pays nothing: its lines are transfers. Callers use <see cref="Ledger.IAccounts"/>.</summary>
[Alias("accounts.settlement")]
public interface ISettlementGrain : IGrainWithStringKey
{
    /// <summary>Registers the run, or says what differs from the manifest with which it is registered.</summary>
    [Alias("begin")]
    Task<SettlementDifferenceMessage?> BeginAsync(SettlementManifestMessage manifest);

    /// <summary>Records what came of the run and gives what is recorded; null where it was never begun.</summary>
    [Alias("complete")]
    Task<SettlementSummaryMessage?> CompleteAsync(SettlementSummaryMessage summary);
}
