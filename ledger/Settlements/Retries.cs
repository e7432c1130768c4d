namespace AccountGrains.Ledger;

/// <summary>Asks again what a settlement run gets no answer to, for as long as the run has patience.</summary>
/// <param name="patience">How long after the first attempt that had no answer the last one may begin.</param>
/// <param name="time">The clock of pauses.</param>
internal sealed class Retries(TimeSpan patience, TimeProvider time)
{
    private readonly Backoff backoff = new(Random.Shared.NextDouble);

    /// <summary>Gives the answer of the first attempt that has one.</summary>
    /// <param name="answer">The first attempt.</param>
    /// <param name="again">Begins another one.</param>
    /// <param name="stop">Ends the patience.</param>
    public async Task<T> AnswerAsync<T>(Task<T> answer, Func<Task<T>> again, CancellationToken stop)
    {
        long? unanswered = null;
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await answer.ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is RequestException or StoreException
                && !stop.IsCancellationRequested
                && time.GetElapsedTime(unanswered ??= time.GetTimestamp()) < patience)
            {
                // A pause that is ended is followed by the last attempt.
                await Task.Delay(backoff.After(attempts), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                answer = again();
            }
        }
    }
}
