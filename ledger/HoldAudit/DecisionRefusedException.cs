namespace AccountGrains.Ledger;

/// <summary>The decision of an owner was refused, and a later one may not be.</summary>
/// <param name="outcome">Such as <see cref="Outcome.AccountFrozen"/>.</param>
public sealed class DecisionRefusedException(Outcome outcome) : Exception($"the decision was refused: {outcome}")
{
    /// <summary>Why.</summary>
    public Outcome Outcome { get; } = outcome;
}
