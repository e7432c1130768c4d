namespace AccountGrains.Ledger;

/// <summary>
/// Runs settlements on any host. The lines are read twice: once to register them, before anything is paid, and once to pay
/// them. Memory grows with the file by 8 bytes a line.
/// </summary>
public sealed class SettlementRun
{
    private const int MostProblemsNamed = 5;
    private const int LinesPerReport = 1_000;

    private readonly IAccounts accounts;
    private readonly SettlementOptions options;
    private readonly Retries retries;

    /// <summary>Runs settlements on a host.</summary>
    public SettlementRun(IAccounts accounts, SettlementOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        this.accounts = accounts;
        this.options = options ?? new SettlementOptions();
        this.options.Check();
        retries = new Retries(this.options.Patience, time ?? TimeProvider.System);
    }

    /// <summary>Pays every line once, whatever an earlier run of this id, or one at the same time, has paid of them.</summary>
    /// <param name="settlement">The run and the account that pays.</param>
    /// <param name="lines">The lines, the same each time that they are read.</param>
    /// <param name="refused">Called for each line that is not paid, in their order.</param>
    /// <param name="progress">Told about the lines that have an outcome.</param>
    /// <param name="cancellationToken">
    /// Ends the run: lines on their way are waited for, no other is begun. Where none is left, the run is complete.
    /// </param>
    /// <exception cref="InvalidCommandException">The run id or the account is malformed.</exception>
    /// <exception cref="SettlementException">
    /// Nothing was paid, because a line is malformed, the account was never opened, or the run began with another account or other
    /// lines; or it was stopped on its way, or cancelled. Running it again is safe.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it began to pay.</exception>
    /// <exception cref="StoreException">The run could not be registered, or its end not recorded. Running it again is safe.</exception>
    public async Task<SettlementReport> RunAsync(
        Settlement settlement,
        IEnumerable<SettlementLine> lines,
        Action<RefusedLine>? refused = null,
        IProgress<SettlementProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentNullException.ThrowIfNull(lines);
        settlement.Check();
        // Every refusal is remembered, so a mistyped account must not begin a run.
        var payer = await accounts.GetAsync(settlement.From, cancellationToken).ConfigureAwait(false)
            ?? throw new SettlementException($"account {settlement.From} was never opened; nothing was paid");
        var manifest = ReadManifest(settlement, lines, cancellationToken);
        if (await accounts.BeginSettlementAsync(manifest, cancellationToken).ConfigureAwait(false) is { } difference)
            throw new SettlementException($"this is not what run {settlement.Run} began with: {difference}; nothing was paid");

        var report = await PayAsync(settlement, lines, manifest, new SettlementTally(refused), progress, cancellationToken)
            .ConfigureAwait(false);
        await CompleteAsync(report.ToSummary(payer.Currency), cancellationToken).ConfigureAwait(false);
        return report;
    }

    private static SettlementManifest ReadManifest(
        Settlement settlement, IEnumerable<SettlementLine> lines, CancellationToken cancellationToken)
    {
        var manifest = new ManifestWriter(settlement);
        var problems = new List<string>(MostProblemsNamed);
        var malformed = 0L;
        foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                manifest.Add(line);
            }
            catch (InvalidCommandException problem)
            {
                if (++malformed <= MostProblemsNamed) problems.Add($"line {line.Number}: {problem.Message}");
            }
        }

        if (malformed > 0) throw Malformed(problems, malformed);
        return manifest.IsEmpty ? throw new SettlementException("there is no line to pay") : manifest.ToManifest();
    }

    private async Task<SettlementReport> PayAsync(
        Settlement settlement,
        IEnumerable<SettlementLine> lines,
        SettlementManifest manifest,
        SettlementTally tally,
        IProgress<SettlementProgress>? progress,
        CancellationToken cancellationToken)
    {
        var total = manifest.Lines;
        void Count(SettlementLine line, Receipt receipt)
        {
            tally.Count(line, receipt);
            if (tally.Lines % LinesPerReport == 0 || tally.Lines == total) progress?.Report(new SettlementProgress(tally.Lines, total));
        }

        var payments = new Payments(accounts, settlement, options, retries);
        var failure = await payments.PayAsync(lines, manifest, Count, cancellationToken).ConfigureAwait(false);
        if (failure is not null) throw Stopped(tally, failure.Message, failure);
        if (tally.Lines == total) return tally.ToReport(settlement);
        throw Stopped(tally, cancellationToken.IsCancellationRequested ? "cancelled" : $"{total} lines were there when the run began");
    }

    // Where all lines were on their way when it was cancelled, it has come to its end all the same.
    private async Task CompleteAsync(SettlementSummary summary, CancellationToken stop)
    {
        Task<SettlementSummary> RecordAsync() => accounts.CompleteSettlementAsync(summary, CancellationToken.None);
        var recorded = await retries.AnswerAsync(RecordAsync(), RecordAsync, stop).ConfigureAwait(false);
        if (recorded == summary) return;
        throw new SettlementException(
            $"run {summary.Run} has ended before with {recorded.Paid} lines paid and {recorded.Refused} refused, "
            + $"now {summary.Paid} are paid and {summary.Refused} refused: the audit says what is wrong");
    }

    private static SettlementException Malformed(List<string> problems, long count)
    {
        var more = count > problems.Count ? $"; and {count - problems.Count} more" : "";
        return new SettlementException(
            $"{count} {(count == 1 ? "line is" : "lines are")} malformed, nothing was paid: {string.Join("; ", problems)}{more}");
    }

    private static SettlementException Stopped(SettlementTally tally, string reason, Exception? cause = null) => new(
        $"stopped after {tally.Lines} lines were done; running the same settlement again is safe: {reason}", cause);
}
