using AccountGrains.Ledger;

namespace AccountGrains.Cli.Import;

/// <summary>Counts what became of lines.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<Outcome, long> rejected = [];
    private long applied;
    private long replayed;
    private long replayedRejections;
    private long malformed;

    public long Lines { get; private set; }

    public void Count(Receipt receipt)
    {
        Lines++;
        if (receipt.IsReplay) replayed++;
        if (receipt is { IsReplay: true, IsApplied: false }) replayedRejections++;
        if (receipt.IsReplay) return;
        if (receipt.IsApplied) applied++;
        else rejected[receipt.Outcome] = rejected.GetValueOrDefault(receipt.Outcome) + 1;
    }

    public void CountMalformed()
    {
        Lines++;
        malformed++;
    }

    public ImportSummary ToSummary(string file, string? rejectedFile, TimeSpan elapsed) => new(
        file,
        Lines,
        applied,
        replayed,
        replayedRejections,
        rejected,
        malformed,
        rejectedFile,
        Math.Round(elapsed.TotalSeconds, 3),
        Math.Round(Lines / Math.Max(elapsed.TotalSeconds, 0.001)));
}
