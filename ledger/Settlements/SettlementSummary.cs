namespace AccountGrains.Ledger;

/// <summary>What came of a run, to be recorded once all its lines have an outcome. The audit compares it with the entries.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="From">The account that pays.</param>
/// <param name="Paid">Lines that were paid.</param>
/// <param name="Refused">Lines whose refusal is an outcome: it stands under this run.</param>
/// <param name="Conflicts">Lines whose request id belongs to another command.</param>
/// <param name="Currency">The currency of the account that pays.</param>
/// <param name="Total">The sum of the lines that were paid, below 10^17.</param>
public sealed record SettlementSummary(
    string Run, string From, long Paid, long Refused, long Conflicts, string Currency, decimal Total)
{
    private const decimal MaxTotal = 100 * Input.MaxAmount;

    internal void Check()
    {
        new Settlement(Run, From).Check();
        Input.CurrencyCode("currency", Currency);
        if (Paid < 0) throw new InvalidCommandException("paid", $"{Paid} is below 0");
        if (Refused < 0) throw new InvalidCommandException("refused", $"{Refused} is below 0");
        if (Conflicts < 0) throw new InvalidCommandException("conflicts", $"{Conflicts} is below 0");
        if (Total is < 0 or >= MaxTotal) throw new InvalidCommandException("total", $"{Total} is not between 0 and 10^17");
    }

    /// <summary>What is recorded, which is nothing where the run was never begun.</summary>
    internal static SettlementSummary Known(string run, SettlementSummary? recorded) =>
        recorded ?? throw new InvalidCommandException("run", $"'{run}' was never begun");
}
