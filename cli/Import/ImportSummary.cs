using AccountGrains.Ledger;

namespace AccountGrains.Cli.Import;

/// <summary>What became of the lines of a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Lines">Its lines without the header and blank ones.</param>
/// <param name="Applied">Lines that were carried out by this run.</param>
/// <param name="Replayed">Lines whose request had its outcome before, whatever it was.</param>
/// <param name="ReplayedRejections">Those of the replayed lines that were rejected before.</param>
/// <param name="Rejected">Lines that were rejected by this run, by reason.</param>
/// <param name="Malformed">Lines that are no command.</param>
/// <param name="RejectedFile">Lists every line that is not applied; null when there is none.</param>
/// <param name="ElapsedSeconds">How long it took.</param>
/// <param name="LinesPerSecond">How many lines that is a second.</param>
internal sealed record ImportSummary(
    string File,
    long Lines,
    long Applied,
    long Replayed,
    long ReplayedRejections,
    IReadOnlyDictionary<Outcome, long> Rejected,
    long Malformed,
    string? RejectedFile,
    double ElapsedSeconds,
    double LinesPerSecond);
