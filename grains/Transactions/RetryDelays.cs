using Orleans.Timers.Internal;

namespace AccountGrains.Grains;

/// <summary>
/// The pauses between tries to confirm what is decided. They pass in full: unlike the delays that <see cref="PastDelays"/> ends,
/// nobody looks whether it was time.
/// </summary>
internal sealed class RetryDelays(TimeProvider time) : ITimerManager
{
    /// <inheritdoc/>
    public async Task<bool> Delay(TimeSpan timeSpan, CancellationToken cancellationToken = default)
    {
        await Task.Delay(timeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }
}
