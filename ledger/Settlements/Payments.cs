namespace AccountGrains.Ledger;

/// <summary>
/// Pays lines in their order, many at a time. A line without an answer is sent again under its request id; where that does not
/// help, no further line is begun, and those that are on their way are waited for.
/// </summary>
internal sealed class Payments(IAccounts accounts, Settlement settlement, SettlementOptions options, TimeProvider time)
{
    private readonly Queue<(SettlementLine Line, Task<Receipt> Answer)> inFlight = new(options.Concurrency);
    private readonly Backoff backoff = new(Random.Shared.NextDouble);

    /// <summary>Pays all lines, unless it is cancelled or has to stop; gives the reason then.</summary>
    public async Task<Exception?> PayAsync(
        IEnumerable<SettlementLine> lines,
        SettlementManifest manifest,
        Action<SettlementLine, Receipt> count,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        try
        {
            foreach (var line in lines)
            {
                // Who changes the list while it is paid would be paid by another one than is registered.
                if (!IsOf(manifest, line)) failure ??= new SettlementException($"line {line.Number} has changed since the run began");
                if (failure is not null || stop.IsCancellationRequested) break;
                if (inFlight.Count == options.Concurrency) await CountNextAsync().ConfigureAwait(false);
                inFlight.Enqueue((line, PayAsync(settlement.PaymentOf(line), stop.Token)));
            }
        }
        finally
        {
            while (inFlight.Count > 0) await CountNextAsync().ConfigureAwait(false);
        }

        return failure;

        async Task CountNextAsync()
        {
            var (line, answer) = inFlight.Dequeue();
            try
            {
                count(line, await answer.ConfigureAwait(false));
            }
            catch (RequestException unanswered)
            {
                failure ??= unanswered;
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private bool IsOf(SettlementManifest manifest, SettlementLine line)
    {
        try
        {
            return manifest.Has(line.Number, settlement.RequestOf(line).Content);
        }
        catch (InvalidCommandException)
        {
            // What the manifest has is well formed.
            return false;
        }
    }

    private async Task<Receipt> PayAsync(Transfer payment, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await accounts.ExecuteAsync(payment, CancellationToken.None).ConfigureAwait(false);
            }
            catch (RequestException) when (!stop.IsCancellationRequested && time.GetElapsedTime(started) < options.Patience)
            {
                // A pause that is ended is followed by the last attempt.
                await Task.Delay(backoff.After(attempts), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
