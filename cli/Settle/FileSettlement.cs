using AccountGrains.Cli.Csv;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;
using CsvHelper;

namespace AccountGrains.Cli.Settle;

/// <summary>Settles a file on the embedded host, and writes beside it what became of its lines.</summary>
internal sealed class FileSettlement(IAccounts accounts, TimeProvider time)
{
    /// <exception cref="FileException">Nothing was paid, or it stopped on its way.</exception>
    public async Task<SettlementOutcome> RunAsync(Settlement settlement, string path, Meter meter, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        using var document = new ReportDocument(path, settlement.Run);
        try
        {
            var report = await new SettlementRun(accounts, time: time).RunAsync(
                settlement, new SettlementFile(path), document.Add, new Progress(meter, time), cancel);
            var outcome = SettlementOutcome.Of(report, path, document.Path, time.GetElapsedTime(start));
            document.Finish(outcome);
            return outcome;
        }
        catch (Exception failure) when (failure
            is SettlementException or FileException or CsvFormatException or IOException or UnauthorizedAccessException)
        {
            throw new FileException($"{path}: {failure.Message}", failure);
        }
    }

    private sealed class Progress(Meter meter, TimeProvider time) : IProgress<SettlementProgress>
    {
        private readonly long start = time.GetTimestamp();

        public void Report(SettlementProgress value)
        {
            var rate = value.Done / Math.Max(time.GetElapsedTime(start).TotalSeconds, 0.001);
            meter.Report(value.Done, value.Total, $"{Words.Of((long)rate)} lines/s");
        }
    }
}
