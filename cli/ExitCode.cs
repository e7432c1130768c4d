namespace AccountGrains.Cli;

/// <summary>What the process exits with.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, and something was found, refused or is not there.</summary>
    public const int Findings = 1;

    /// <summary>Bad arguments or input, or the store failed.</summary>
    public const int CouldNotRun = 2;
}
