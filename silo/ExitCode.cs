namespace AccountGrains.Silo;

/// <summary>What the process exits with.</summary>
internal static class ExitCode
{
    /// <summary>It was asked to stop, and did.</summary>
    public const int Stopped = 0;

    /// <summary>A setting is wrong, the store cannot be used, or the silo could not start or stop.</summary>
    public const int CouldNotRun = 2;
}
