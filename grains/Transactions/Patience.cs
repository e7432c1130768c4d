using System.Diagnostics;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>Waits out a store that is away, for a time. A database that restarts is back before its callers give up.</summary>
/// <param name="limit">How long to go on trying.</param>
internal sealed class Patience(TimeSpan limit)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads, again and again where the store is away.</summary>
    public async Task<T> WaitOutAsync<T>(Func<Task<T>> read)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await read().ConfigureAwait(false);
            }
            catch (StoreException away) when (
                away.Problem is StoreProblem.Offline or StoreProblem.Unreachable && Stopwatch.GetElapsedTime(started) < limit)
            {
                await Task.Delay(Pause, TimeProvider.System).ConfigureAwait(false);
            }
        }
    }
}
