namespace AccountGrains.Ledger;

/// <summary>What one account says to its part of a request.</summary>
public abstract record PartDecision
{
    private PartDecision()
    {
    }

    /// <summary>The request id has an entry here already.</summary>
    public sealed record Known(Entry Entry) : PartDecision;

    /// <summary>The store must be asked first.</summary>
    public sealed record Needs(Lookup Lookup) : PartDecision;

    /// <summary>The request touches other accounts too, so this one cannot decide it alone.</summary>
    public sealed record TouchesOthers : PartDecision;

    /// <summary>The part was judged and refused; nothing changed.</summary>
    public sealed record Refused(Outcome Outcome) : PartDecision;

    /// <summary>The outcome is recorded, and carried out where it is to be applied.</summary>
    public sealed record Recorded(AccountState Account, Entry Entry) : PartDecision;
}
