namespace AccountGrains.Ledger;

/// <summary>One line of a settlement.</summary>
/// <param name="Number">From 1, above that of the line before it; gaps are allowed. It is part of the request id.</param>
/// <param name="Account">The account that is paid.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount and of both accounts.</param>
public sealed record SettlementLine(long Number, string Account, decimal Amount, string Currency)
{
    /// <summary>Words to keep with the payment, up to 256 characters.</summary>
    public string? Memo { get; init; }

    /// <summary>Why the line is no payment, where whoever read it could not make one of it; nothing else counts then.</summary>
    public InvalidCommandException? Malformed { get; init; }
}
