namespace AccountGrains.Ledger;

/// <summary>
/// How long to wait before the next attempt: anything between nothing and a ceiling that doubles each time. Callers that failed
/// together must not come back together.
/// </summary>
/// <param name="random">A number from 0 to below 1.</param>
internal sealed class Backoff(Func<double> random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public TimeSpan After(int attempts) => Ceiling(attempts) * random();

    public static TimeSpan Ceiling(int attempts)
    {
        var ceiling = First * Math.Pow(2, Math.Min(attempts - 1, 10));
        return ceiling < Longest ? ceiling : Longest;
    }
}
