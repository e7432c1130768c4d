namespace AccountGrains.Ledger;

/// <summary>Counts what becomes of the lines of a settlement.</summary>
internal sealed class SettlementTally(Action<RefusedLine>? refused)
{
    private readonly SortedDictionary<Outcome, long> reasons = [];
    private readonly SortedDictionary<string, SettlementTotal> totals = new(StringComparer.Ordinal);
    private long paid;
    private long alreadyPaid;

    public long Lines { get; private set; }

    public void Count(SettlementLine line, Receipt receipt)
    {
        Lines++;
        var total = totals.GetValueOrDefault(line.Currency) ?? new SettlementTotal(line.Currency, 0, 0);
        if (receipt.IsApplied)
        {
            totals[line.Currency] = total with { Paid = total.Paid + line.Amount };
            if (receipt.IsReplay) alreadyPaid++;
            else paid++;
            return;
        }

        totals[line.Currency] = total with { Refused = total.Refused + line.Amount };
        reasons[receipt.Outcome] = reasons.GetValueOrDefault(receipt.Outcome) + 1;
        refused?.Invoke(new RefusedLine(line, receipt.Outcome));
    }

    public SettlementReport ToReport(Settlement settlement) =>
        new(settlement.Run, settlement.From, Lines, paid, alreadyPaid, reasons, [.. totals.Values]);
}
