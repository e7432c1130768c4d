namespace AccountGrains.Ledger;

/// <summary>How a settlement differs from the one that its run began with.</summary>
/// <param name="From">The account that paid when the run began. Where it is another one now, nothing else was compared.</param>
/// <param name="Line">The first line that differs; null where the account does.</param>
/// <param name="WasThere">Whether the run began with a line of this number.</param>
/// <param name="IsThere">Whether there is one now.</param>
public sealed record SettlementDifference(string From, long? Line, bool WasThere, bool IsThere)
{
    /// <summary>The difference in words: "line 7 has changed".</summary>
    public override string ToString() => (Line, WasThere, IsThere) switch
    {
        (null, _, _) => $"account {From} pays",
        (_, true, false) => $"line {Line} is missing",
        (_, false, true) => $"line {Line} was not there",
        _ => $"line {Line} has changed",
    };
}
