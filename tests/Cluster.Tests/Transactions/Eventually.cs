using AccountGrains.Cluster.Tests.Silo;

namespace AccountGrains.Cluster.Tests.Transactions;

internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits until something holds, which it must do before a test would seem to hang.</summary>
    public static Task Holds(Func<Task<bool>> condition, string what) => Condition.HoldsAsync(condition, what, Limit);
}
