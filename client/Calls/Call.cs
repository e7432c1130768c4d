namespace AccountGrains.Client;

/// <summary>
/// One request of a caller: attempts, one after the other, until one has an answer, one ends for good, or no other fits before
/// the deadline.
/// </summary>
internal sealed class Call(Pace pace, Action retrying)
{
    private long started = pace.Time.GetTimestamp();

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>
    /// Whether any attempt may have been carried out without an answer. A later one that surely failed does not change it.
    /// </summary>
    public bool InDoubt { get; private set; }

    /// <summary>Why the last attempt gave no answer; null where it gave one.</summary>
    public Failure? Failure { get; private set; }

    private TimeSpan Left => pace.Deadline - pace.Time.GetElapsedTime(started);

    /// <summary>The answer, which counts where there is no <see cref="Failure"/>.</summary>
    /// <param name="send">Waits for the turn of the next attempt and sends it.</param>
    /// <param name="judge">Why an answer is none; null where it is one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller ended the wait.</exception>
    public async Task<T?> RunAsync<T>(Func<ValueTask<Task<T>>> send, Func<T, Failure?> judge, CancellationToken cancellationToken)
    {
        var within = pace.CallTimeout;
        while (true)
        {
            Attempts++;
            var answer = await AttemptAsync(send, judge, within, cancellationToken).ConfigureAwait(false);
            if (Failure is null) return answer;

            InDoubt |= Failure.InDoubt;
            var pause = pace.Backoff.After(Attempts);
            if (Failure.IsFinal || pause >= Left) return answer;

            await Task.Delay(pause, pace.Time, cancellationToken).ConfigureAwait(false);
            within = Left < pace.CallTimeout ? Left : pace.CallTimeout;
            if (within <= TimeSpan.Zero) return answer;
            retrying();
        }
    }

    private async Task<T?> AttemptAsync<T>(
        Func<ValueTask<Task<T>>> send, Func<T, Failure?> judge, TimeSpan within, CancellationToken cancellationToken)
    {
        Task<T>? sent = null;
        try
        {
            sent = await SendAsync(send).ConfigureAwait(false);
            var answer = await sent.WaitAsync(within, pace.Time, cancellationToken).ConfigureAwait(false);
            Failure = judge(answer);
            return answer;
        }
        catch (Exception exception)
        {
            Abandon(sent);
            cancellationToken.ThrowIfCancellationRequested();
            Failure = Failure.Of(exception);
            return default;
        }
    }

    // How long an attempt waits for its turn depends on how many it was handed in with, and is no time of the request.
    private async ValueTask<Task<T>> SendAsync<T>(Func<ValueTask<Task<T>>> send)
    {
        var turn = send();
        if (turn.IsCompletedSuccessfully) return turn.Result;
        var asked = pace.Time.GetTimestamp();
        var sent = await turn.ConfigureAwait(false);
        started += pace.Time.GetTimestamp() - asked;
        return sent;
    }

    // What comes too late has nobody to tell, and must not end as an unobserved exception of the caller's process.
    private static void Abandon(Task? sent) => sent?.ContinueWith(
        static late => late.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
