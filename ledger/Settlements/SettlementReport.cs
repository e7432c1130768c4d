namespace AccountGrains.Ledger;

/// <summary>What became of the lines of a settlement.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="From">The account that pays.</param>
/// <param name="Lines">The lines, each of which is in one of the numbers that follow.</param>
/// <param name="Paid">Lines that were paid now.</param>
/// <param name="AlreadyPaid">Lines that were paid before, or at the same time by another process.</param>
/// <param name="Refused">Lines that are not paid, by reason.</param>
/// <param name="Totals">The money, for each currency that a line has.</param>
public sealed record SettlementReport(
    string Run,
    string From,
    long Lines,
    long Paid,
    long AlreadyPaid,
    IReadOnlyDictionary<Outcome, long> Refused,
    IReadOnlyList<SettlementTotal> Totals)
{
    /// <summary>Whether every line is paid.</summary>
    public bool IsPaid => Refused.Count == 0;

    /// <summary>The summary to record, of an account that keeps this currency.</summary>
    internal SettlementSummary ToSummary(string currency)
    {
        var conflicts = Refused.GetValueOrDefault(Outcome.RequestConflict);
        var paid = Totals.SingleOrDefault(total => total.Currency == currency)?.Paid ?? 0;
        return new SettlementSummary(Run, From, Paid + AlreadyPaid, Refused.Values.Sum() - conflicts, conflicts, currency, paid);
    }
}
