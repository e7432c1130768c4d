namespace AccountGrains.Ledger;

/// <summary>
/// Pays lines in their order, many at a time, in groups that cost a host less. A line without an answer is sent again under its
/// request id; where that does not help, no further line is begun, and those that are on their way are waited for.
/// </summary>
internal sealed class Payments(IAccounts accounts, Settlement settlement, SettlementOptions options, Retries retries)
{
    // One group is on its way while the next is made.
    private readonly int groupSize = Math.Max(options.Concurrency / 2, 1);
    private readonly Queue<(SettlementLine Line, Task<Receipt> Answer)> inFlight = new(options.Concurrency);
    private readonly List<SettlementLine> group = [];

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
                group.Add(line);
                if (group.Count == groupSize) await SendAsync().ConfigureAwait(false);
            }

            await SendAsync().ConfigureAwait(false);
        }
        finally
        {
            while (inFlight.Count > 0) await CountNextAsync().ConfigureAwait(false);
        }

        return failure;

        async Task SendAsync()
        {
            while (inFlight.Count + group.Count > options.Concurrency) await CountNextAsync().ConfigureAwait(false);
            Send(stop.Token);
        }

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

    /// <summary>Begins the lines of the group, unless the run is to stop.</summary>
    private void Send(CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return;
        var payments = group.ConvertAll(settlement.PaymentOf);
        var answers = accounts.ExecuteAll(payments, CancellationToken.None);
        for (var i = 0; i < answers.Count; i++)
        {
            var payment = payments[i];
            var answer = retries.AnswerAsync(answers[i], () => accounts.ExecuteAsync(payment, CancellationToken.None), stop);
            inFlight.Enqueue((group[i], answer));
        }

        group.Clear();
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
}
