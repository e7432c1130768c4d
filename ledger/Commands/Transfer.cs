namespace AccountGrains.Ledger;

/// <summary>
/// Moves money between accounts, all legs or none. One leg moves money from one account to another; 2 to 16 legs make one
/// whole, such as the seller, the fee and the tax of one sale. Each account gets one entry with the sum of its legs.
/// </summary>
/// <param name="RequestId">The caller's id, one on every account that the transfer touches.</param>
/// <param name="Legs">1 to 16 legs. A refusal is remembered by the account that the first leg debits.</param>
public sealed record Transfer(string RequestId, IReadOnlyList<Leg> Legs) : Command(RequestId)
{
    /// <summary>1 to 16 legs, as they were given: what the caller does to its list later changes nothing.</summary>
    public IReadOnlyList<Leg> Legs { get; } = [.. Legs ?? []];

    /// <summary>The most legs of one transfer.</summary>
    public const int MaxLegs = 16;

    /// <summary>A transfer of one leg.</summary>
    public Transfer(string requestId, string from, string to, decimal amount, string currency)
        : this(requestId, [new Leg(from, to, amount, currency)])
    {
    }

    private protected override EntryKind EntryKind => EntryKind.Transfer;

    internal override string Anchor => Legs[0].From;

    internal override void Check()
    {
        if (Legs.Count is 0 or > MaxLegs)
            throw new InvalidCommandException("legs", $"{Legs.Count} is not between 1 and {MaxLegs}");
        for (var i = 0; i < Legs.Count; i++)
        {
            if (Legs[i] is not { } leg) throw new InvalidCommandException($"leg {i + 1}", "is missing");
            leg.Check(Legs.Count == 1 ? "" : $"leg {i + 1} ");
        }
        OneCurrencyEach();
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Legs.Count);
        foreach (var leg in Legs)
        {
            content.Write(leg.From);
            content.Write(leg.To);
            content.Write(leg.Amount);
            content.Write(leg.Currency);
        }
    }

    // An account keeps one currency, so legs that disagree about it can never be applied.
    private void OneCurrencyEach()
    {
        for (var i = 1; i < Legs.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Legs[i].Currency != Legs[j].Currency && Legs[i].SharedAccount(Legs[j]) is { } account)
                {
                    throw new InvalidCommandException(
                        $"leg {i + 1} currency", $"{Legs[i].Currency}, but leg {j + 1} has {Legs[j].Currency} for account {account}");
                }
            }
        }
    }
}
