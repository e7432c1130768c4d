using System.Diagnostics;

namespace AccountGrains.Client;

/// <summary>
/// What the client tells of its work, for <c>AddSource</c> and <c>AddMeter</c>. Nothing here carries an account, an amount or a
/// request id. Kinds and outcomes are in snake case: <c>deposit</c>, <c>insufficient_funds</c>.
/// </summary>
public static class Telemetry
{
    /// <summary>The activity source: one activity for each command, with the tags kind, outcome, attempts and replayed.</summary>
    public const string SourceName = "AccountGrains.Client";

    /// <summary>The meter of the instruments below.</summary>
    public const string MeterName = "AccountGrains.Client";

    /// <summary>
    /// Counts commands by kind and outcome. Without a receipt the outcome is <c>failed</c>, <c>in_doubt</c> or, where the caller
    /// ended the wait, <c>cancelled</c>.
    /// </summary>
    public const string Commands = "accounts.client.commands";

    /// <summary>A histogram of seconds from the call to its end with all attempts, by kind and outcome.</summary>
    public const string Duration = "accounts.client.duration";

    /// <summary>Counts attempts after the first, by kind; of questions the kind is <c>read</c>.</summary>
    public const string Retries = "accounts.client.retries";

    internal static readonly ActivitySource Source = new(SourceName);
}
