using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>A leg of a transfer on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.leg")]
public sealed record LegMessage
{
    /// <summary>The account to debit.</summary>
    [Id(0)]
    public required string From { get; init; }

    /// <summary>The account to credit.</summary>
    [Id(1)]
    public required string To { get; init; }

    /// <summary>The amount.</summary>
    [Id(2)]
    public required decimal Amount { get; init; }

    /// <summary>The currency.</summary>
    [Id(3)]
    public required string Currency { get; init; }

    /// <summary>The message of a leg.</summary>
    public static LegMessage Of(Leg leg)
    {
        ArgumentNullException.ThrowIfNull(leg);
        return new LegMessage { From = leg.From, To = leg.To, Amount = leg.Amount, Currency = leg.Currency };
    }

    /// <summary>The leg of the message.</summary>
    public Leg ToLeg() => new(From, To, Amount, Currency);
}
