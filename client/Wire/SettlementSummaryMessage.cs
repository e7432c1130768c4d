using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>What came of a settlement run, on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.settlement.summary")]
public sealed record SettlementSummaryMessage
{
    /// <summary>The account that pays.</summary>
    [Id(0)]
    public required string From { get; init; }

    /// <summary>Lines that were paid.</summary>
    [Id(1)]
    public required long Paid { get; init; }

    /// <summary>Lines whose refusal is an outcome.</summary>
    [Id(2)]
    public required long Refused { get; init; }

    /// <summary>Lines whose request id belongs to another command.</summary>
    [Id(3)]
    public required long Conflicts { get; init; }

    /// <summary>The currency of the account that pays.</summary>
    [Id(4)]
    public required string Currency { get; init; }

    /// <summary>The sum of the lines that were paid.</summary>
    [Id(5)]
    public required decimal Total { get; init; }

    /// <summary>The message of a summary.</summary>
    public static SettlementSummaryMessage Of(SettlementSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new SettlementSummaryMessage
        {
            From = summary.From,
            Paid = summary.Paid,
            Refused = summary.Refused,
            Conflicts = summary.Conflicts,
            Currency = summary.Currency,
            Total = summary.Total,
        };
    }

    /// <summary>The summary of the message, for a run.</summary>
    public SettlementSummary ToSummary(string run) => new(run, From, Paid, Refused, Conflicts, Currency, Total);
}
