namespace AccountGrains.Storage;

/// <summary>
/// What a store tells of its commits, for <c>AddSource</c> and <c>AddMeter</c>. Nothing here carries an account, an amount or a
/// request id.
/// </summary>
public static class StorageTelemetry
{
    /// <summary>
    /// The activity source: one activity, <c>accounts.commit</c>, for each database transaction of a cluster that writes for a
    /// traced command. It is part of the trace of the first of them and linked to the others; its tag is the size.
    /// </summary>
    public const string SourceName = "AccountGrains.Storage";

    /// <summary>The meter of the instruments below.</summary>
    public const string MeterName = "AccountGrains.Storage";

    /// <summary>A histogram of the accounts that one database transaction writes.</summary>
    public const string CommitSize = "accounts.commit.size";

    /// <summary>A histogram of the seconds that one database transaction takes, whether it succeeds or not.</summary>
    public const string CommitDuration = "accounts.commit.duration";

    /// <summary>A gauge of the writes that wait for the database transaction before them; of a cluster alone.</summary>
    public const string CommitsWaiting = "accounts.commit.waiting";
}
