using System.Diagnostics;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>Waits for what other processes do.</summary>
internal static class Condition
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds, and gives the time that it took.</summary>
    public static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var longest = limit ?? TimeSpan.FromMinutes(1);
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < longest, $"still not so after {longest.TotalSeconds:0} s: {what}");
            await Task.Delay(Pause, TimeProvider.System);
        }

        return watch.Elapsed;
    }
}
