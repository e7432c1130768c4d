namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>
/// How large an input is. The full size, at which limits of memory and rates mean most, takes minutes; at a part of it, as in an
/// ordinary run, everything behaves the same.
/// </summary>
public static class FullSize
{
    /// <summary>Whether all is to be of its full size.</summary>
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("ACCOUNTS_TEST_FULL_SIZE") is not null;

    /// <param name="full">The full size.</param>
    /// <param name="part">What an ordinary run divides it by: less where a process has to be caught while it works.</param>
    public static int Of(int full, int part = 10) => IsAsked ? full : full / part;
}
