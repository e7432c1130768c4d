namespace AccountGrains.Ledger;

/// <summary>How the verdicts of several accounts make one.</summary>
public static class Outcomes
{
    /// <summary>Applied where both are, otherwise the refusal with the lowest number.</summary>
    public static Outcome And(this Outcome one, Outcome other) =>
        one == Outcome.Applied ? other :
        other == Outcome.Applied || one < other ? one : other;
}
