using AccountGrains.Grains;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>The ranges of the accounts' options, and the ladder of their timeouts.</summary>
internal sealed class AccountsOptionsRules : IValidateOptions<AccountsOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, AccountsOptions options)
    {
        var problems = new Problems();
        problems.CheckRange(nameof(options.Window), options.Window, 1, 65_536);
        problems.CheckRange(nameof(options.QueueLength), options.QueueLength, 1, 1_048_576);
        problems.CheckRange(nameof(options.BatchSize), options.BatchSize, 1, 65_536);
        problems.CheckRange(nameof(options.DatabaseTimeout), options.DatabaseTimeout, Shortest, Longest);
        problems.CheckRange(nameof(options.LockTimeout), options.LockTimeout, Shortest, Longest);
        problems.CheckRange(nameof(options.CallTimeout), options.CallTimeout, Shortest, Longest);
        // The database driver counts whole seconds and would cut off the rest.
        problems.Check(
            options.DatabaseTimeout.Ticks % TimeSpan.TicksPerSecond == 0,
            nameof(options.DatabaseTimeout),
            options.DatabaseTimeout,
            "in whole seconds");
        CheckLadder(problems, options);
        return problems.Result;
    }

    // Whoever gives up before the one it waits for leaves work behind whose outcome nobody hears of.
    private static void CheckLadder(Problems problems, AccountsOptions options)
    {
        problems.Check(
            options.LockTimeout > options.DatabaseTimeout,
            nameof(options.LockTimeout),
            options.LockTimeout,
            $"more than {SiloOptions.Section}:{nameof(options.DatabaseTimeout)}, which is {options.DatabaseTimeout}");
        problems.Check(
            options.CallTimeout > options.LockTimeout,
            nameof(options.CallTimeout),
            options.CallTimeout,
            $"more than {SiloOptions.Section}:{nameof(options.LockTimeout)}, which is {options.LockTimeout}");
    }
}
