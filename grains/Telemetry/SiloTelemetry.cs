using System.Diagnostics;

namespace AccountGrains.Grains;

/// <summary>
/// What a silo tells of its work, for <c>AddSource</c> and <c>AddMeter</c>. Nothing here carries an account, an amount or a request
/// id. Kinds and outcomes are in snake case: <c>deposit</c>, <c>insufficient_funds</c>.
/// </summary>
public static class SiloTelemetry
{
    /// <summary>
    /// The activity source: one activity for each call of a grain, named <c>IAccountGrain/ExecuteAsync</c>, in the trace of whoever
    /// called.
    /// </summary>
    public const string SourceName = "AccountGrains.Grains";

    /// <summary>The meter of the instruments below.</summary>
    public const string MeterName = "AccountGrains.Grains";

    /// <summary>
    /// Counts the commands that this silo answered, by kind, outcome and whether it was a replay. Without a receipt the outcome is
    /// <c>failed</c> or <c>in_doubt</c>.
    /// </summary>
    public const string Commands = "accounts.commands";

    /// <summary>A histogram of the seconds from the arrival of a command to its answer, by kind.</summary>
    public const string Duration = "accounts.duration";

    /// <summary>Counts the commands whose outcome this silo could not tell, by kind: asked again, they have one.</summary>
    public const string InDoubt = "accounts.in_doubt";

    /// <summary>Counts transactions that were undone, by cause (<see cref="AbortCause"/>); most are tried again.</summary>
    public const string Aborted = "accounts.transactions.aborted";

    /// <summary>A gauge of the commands that this silo works on.</summary>
    public const string QueueLength = "accounts.queue.length";

    /// <summary>A gauge of the accounts that are active on this silo.</summary>
    public const string Activations = "accounts.activations";

    /// <summary>
    /// A gauge of the messages that are neither delivered nor refunded, by ledger; that of this one has no name. All silos tell the
    /// same of these, so the highest counts, not the sum.
    /// </summary>
    public const string MessagesDue = "accounts.messages.due";

    /// <summary>A gauge of the seconds since the oldest of them was sent, by ledger. All silos tell the same.</summary>
    public const string OldestMessage = "accounts.messages.oldest_age";

    /// <summary>
    /// A gauge of the open holds that are past their expiry, by owner; those without one have no name. All silos tell the same.
    /// </summary>
    public const string HoldsPastExpiry = "accounts.holds.past_expiry";

    internal static readonly ActivitySource Source = new(SourceName);
}
