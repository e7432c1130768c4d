namespace AccountGrains.Grains;

/// <summary>Pauses of another length each time: those who were in each other's way must not come back together.</summary>
internal static class Jitter
{
    /// <summary>Waits for anything between nothing and a time that was doubled.</summary>
    public static Task PauseAsync(TimeSpan first, int doublings) =>
        Task.Delay(Random.Shared.NextDouble() * first * (1 << doublings), TimeProvider.System);
}
