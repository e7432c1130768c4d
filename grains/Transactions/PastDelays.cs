using System.Reflection;
using Orleans.Timers.Internal;

namespace AccountGrains.Grains;

/// <summary>
/// The delays of Orleans. Every lock and every promise starts one of seconds, and nobody ends it when it has served: Orleans walks
/// all of them each time it looks which have passed. At its 50 ms this is more work than the transactions themselves.
/// </summary>
internal static class PastDelays
{
    /// <summary>How much later than asked a delay may end. All of ours are of a second or more.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Lets Orleans look less often, and says whether it does. It has no setting for that: where a version of it does the
    /// work in another way, all stays as it is there.
    /// </summary>
    public static bool LookSeldom()
    {
        var assembly = typeof(ITimerManager).Assembly;
        var delay = assembly.GetType("Orleans.Timers.Internal.TimerManager+DelayTimer");
        var queues = assembly.GetType("Orleans.Timers.Internal.TimerManager`1");
        if (delay is null || queues is null) return false;
        var look = queues.MakeGenericType(delay).GetField("QueueChecker", BindingFlags.Static | BindingFlags.NonPublic);
        return look?.GetValue(null) is Timer timer && timer.Change(Period, Period);
    }
}
