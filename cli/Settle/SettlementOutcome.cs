using AccountGrains.Ledger;

namespace AccountGrains.Cli.Settle;

/// <summary>What became of the lines of a file.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="From">The account that pays.</param>
/// <param name="File">The file.</param>
/// <param name="Lines">Its lines without the header and blank ones.</param>
/// <param name="Paid">Lines that were paid now.</param>
/// <param name="AlreadyPaid">Lines that were paid before, or at the same time by another process.</param>
/// <param name="Refused">Lines that are not paid, by reason.</param>
/// <param name="Totals">The money in each currency.</param>
/// <param name="ReportFile">Has all this, and every line that is refused.</param>
/// <param name="ElapsedSeconds">How long it took.</param>
/// <param name="LinesPerSecond">How many lines that is a second.</param>
internal sealed record SettlementOutcome(
    string Run,
    string From,
    string File,
    long Lines,
    long Paid,
    long AlreadyPaid,
    IReadOnlyDictionary<Outcome, long> Refused,
    IReadOnlyList<SettlementTotal> Totals,
    string ReportFile,
    double ElapsedSeconds,
    double LinesPerSecond)
{
    public bool IsPaid => Refused.Count == 0;

    public static SettlementOutcome Of(SettlementReport report, string file, string reportFile, TimeSpan elapsed) => new(
        report.Run,
        report.From,
        file,
        report.Lines,
        report.Paid,
        report.AlreadyPaid,
        report.Refused,
        report.Totals,
        reportFile,
        Math.Round(elapsed.TotalSeconds, 3),
        Math.Round(report.Lines / Math.Max(elapsed.TotalSeconds, 0.001)));
}
