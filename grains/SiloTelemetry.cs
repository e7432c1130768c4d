namespace AccountGrains.Grains;

/// <summary>
/// What a silo tells of the work that waits for all of them, for <c>AddMeter</c>. Every silo tells the same, so that the highest
/// counts, not the sum. Nothing here carries an account, an amount or a request id.
/// </summary>
public static class SiloTelemetry
{
    /// <summary>The meter of the instruments below.</summary>
    public const string MeterName = "AccountGrains.Grains";

    /// <summary>A gauge of the messages that are neither delivered nor refunded, by ledger; that of this one has no name.</summary>
    public const string MessagesDue = "accounts.messages.due";

    /// <summary>A gauge of the seconds since the oldest of them was sent, by ledger.</summary>
    public const string OldestMessage = "accounts.messages.oldest_age";

    /// <summary>A gauge of the open holds that are past their expiry, by owner; those without one have no name.</summary>
    public const string HoldsPastExpiry = "accounts.holds.past_expiry";
}
