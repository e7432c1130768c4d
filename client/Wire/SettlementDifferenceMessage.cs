using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>How a settlement differs from the one that its run began with, on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.settlement.difference")]
public sealed record SettlementDifferenceMessage
{
    /// <summary>The account that paid when the run began.</summary>
    [Id(0)]
    public required string From { get; init; }

    /// <summary>The first line that differs.</summary>
    [Id(1)]
    public long? Line { get; init; }

    /// <summary>Whether the run began with a line of this number.</summary>
    [Id(2)]
    public bool WasThere { get; init; }

    /// <summary>Whether there is one now.</summary>
    [Id(3)]
    public bool IsThere { get; init; }

    /// <summary>The message of a difference.</summary>
    public static SettlementDifferenceMessage Of(SettlementDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return new SettlementDifferenceMessage
        {
            From = difference.From,
            Line = difference.Line,
            WasThere = difference.WasThere,
            IsThere = difference.IsThere,
        };
    }

    /// <summary>The difference of the message.</summary>
    public SettlementDifference ToDifference() => new(From, Line, WasThere, IsThere);
}
