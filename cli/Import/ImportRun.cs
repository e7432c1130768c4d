using AccountGrains.Cli.Csv;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;
using CsvHelper;

namespace AccountGrains.Cli.Import;

/// <summary>
/// Carries out the lines of a file in their order, many at a time: the host decides commands in the order in which they
/// were handed over, and stores those that wait together.
/// </summary>
internal sealed class ImportRun(IAccounts accounts, TimeProvider time)
{
    // Two batches of the host: one is being stored while the next gathers.
    private const int MaxInFlight = 4_096;

    private const int LinesPerReport = 1_000;

    private readonly Queue<(CsvLine Line, Task<Receipt> Answer)> inFlight = new(MaxInFlight);
    private readonly Tally tally = new();

    /// <exception cref="FileException">It could not begin, or stopped on its way.</exception>
    public async Task<ImportSummary> RunAsync(string path, Meter meter, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        await using var file = File.OpenRead(path);
        using var lines = new CsvLines(file, LineCommand.Columns);
        lines.ReadHeader();
        using var rejected = new RejectedLines(path);
        try
        {
            await ExecuteAsync(lines, rejected, () => Report(meter, file, start), cancel);
        }
        catch (Exception failure) when (failure is RequestException or CsvFormatException or IOException or UnauthorizedAccessException)
        {
            throw Stopped(path, failure.Message, failure);
        }

        if (cancel.IsCancellationRequested) throw Stopped(path, "cancelled");
        return tally.ToSummary(path, rejected.Path, time.GetElapsedTime(start));
    }

    private async Task ExecuteAsync(CsvLines lines, RejectedLines rejected, Action report, CancellationToken cancel)
    {
        foreach (var line in lines.Read())
        {
            if (cancel.IsCancellationRequested) break;
            if (inFlight.Count == MaxInFlight) await SettleAsync(rejected, report);
            inFlight.Enqueue((line, ExecuteAsync(line)));
        }

        while (inFlight.Count > 0) await SettleAsync(rejected, report);
    }

    // Hands the command over before it returns, which keeps the order; what is malformed waits for its turn like the rest.
    private async Task<Receipt> ExecuteAsync(CsvLine line) => line.Malformed is null
        ? await accounts.ExecuteAsync(LineCommand.Of(line.Fields), CancellationToken.None)
        : throw line.Malformed;

    private async Task SettleAsync(RejectedLines rejected, Action report)
    {
        var (line, answer) = inFlight.Dequeue();
        try
        {
            var receipt = await answer;
            tally.Count(receipt);
            if (!receipt.IsApplied) rejected.Write(line, Words.NameOf(receipt.Outcome));
        }
        catch (InvalidCommandException malformed)
        {
            tally.CountMalformed();
            rejected.Write(line, LineCommand.ReasonOf(malformed));
        }

        if (tally.Lines % LinesPerReport == 0) report();
    }

    private void Report(Meter meter, FileStream file, long start)
    {
        var rate = tally.Lines / Math.Max(time.GetElapsedTime(start).TotalSeconds, 0.001);
        meter.Report(file.Position, file.Length, $"{Words.Of((long)rate)} lines/s");
    }

    private FileException Stopped(string path, string reason, Exception? cause = null) => new(
        $"{path}: stopped after {Words.Of(tally.Lines)} lines were done; running the same import again is safe: {reason}", cause);
}
