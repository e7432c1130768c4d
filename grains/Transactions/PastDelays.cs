using System.Reflection;
using Orleans.Timers.Internal;

namespace AccountGrains.Grains;

/// <summary>
/// The delays of Orleans. Every lock and every promise starts one of seconds, and nobody ends it when it has served. At thousands of
/// transfers a second they are most of what is in memory, and old enough to cost the collector long pauses. Who is woken before the
/// time looks at the clock and waits anew (<see cref="BatchWorker"/>), so here everybody is woken soon.
/// </summary>
internal static class PastDelays
{
    // Long beside a transfer, so that few are woken in vain; short beside the time between two collections.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private static readonly Lazy<Timer?> Waking = new(Begin);

    /// <summary>
    /// Lets no delay of this process last long from now on, and says whether that is so. Orleans has no setting for it: where a
    /// version of it does the work in another way, all stays as it is there.
    /// </summary>
    public static bool EndSoon() => Waking.Value is not null;

    private static Timer? Begin()
    {
        if (Queues.Find() is not { } queues) return null;
        // No context, as the timer stays.
        using (ExecutionContext.SuppressFlow()) return new Timer(_ => queues.WakeAll(), state: null, Longest, Longest);
    }

    /// <summary>Where Orleans keeps its delays, a list for each thread, and how it takes from it those that are past.</summary>
    private sealed record Queues(
        FieldInfo All, FieldInfo Gate, MethodInfo Enter, MethodInfo Leave, MethodInfo TakePast, Type Past, MethodInfo Wake)
    {
        private const BindingFlags Private = BindingFlags.Static | BindingFlags.NonPublic;
        private const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;

        public static Queues? Find()
        {
            var assembly = typeof(ITimerManager).Assembly;
            Type? Of(string type) => assembly.GetType($"Orleans.Timers.Internal.TimerManager{type}");
            if (Of("+DelayTimer") is not { } delay) return null;
            Type? OfDelays(string type) => Of($"`1{type}")?.MakeGenericType(delay);
            if ((OfDelays(""), OfDelays("+ThreadLocalQueue"), OfDelays("+ExpiredTimers")) is not ({ } manager, { } queue, { } past)) return null;
            return manager.GetField("allQueues", Private) is { } all
                && queue.GetField("Lock", Public) is { } gate
                && gate.FieldType.GetMethod("Get", Public) is { } enter
                && gate.FieldType.GetMethod("TryRelease", Public) is { } leave
                && manager.GetMethod("CheckQueueInLock", Private, [queue, typeof(DateTime), past]) is { } takePast
                && past.GetMethod("FireTimers", Public) is { } wake
                ? new Queues(all, gate, enter, leave, takePast, past, wake)
                : null;
        }

        public void WakeAll()
        {
            var past = Activator.CreateInstance(Past)!;
            foreach (var queue in (Array)All.GetValue(null)!)
                if (queue is not null) Take(queue, past);
            Wake.Invoke(past, null);
        }

        private void Take(object queue, object past)
        {
            var gate = Gate.GetValue(queue);
            Enter.Invoke(gate, null);
            try
            {
                // At the end of time all are past.
                TakePast.Invoke(null, [queue, DateTime.MaxValue, past]);
            }
            finally
            {
                Leave.Invoke(gate, null);
            }
        }
    }
}
