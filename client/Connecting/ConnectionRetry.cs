using Microsoft.Extensions.Logging;

namespace AccountGrains.Client;

/// <summary>
/// A client that starts before the silos waits for them: everything of a deployment starts at once. Who starts it may end that
/// by cancelling.
/// </summary>
internal sealed class ConnectionRetry(TimeProvider time, ILogger<ConnectionRetry> log) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        log.NotConnected(Pause.TotalSeconds, exception.Message);
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
