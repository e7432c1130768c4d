namespace AccountGrains.Ledger;

/// <summary>Reserves money on an account. The request id becomes the id of the hold.</summary>
/// <param name="RequestId">The caller's id, and the id of the hold.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount.</param>
public sealed record PlaceHold(string RequestId, string Account, decimal Amount, string Currency) : Command(RequestId)
{
    /// <summary>
    /// When the hold is released by itself, or its owner is asked; never unless set. Years 2000 to 9998, to the microsecond.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// Who decides what becomes of the hold once its expiry has passed: a name of 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>, under which
    /// an <see cref="IHoldOwner"/> is registered with the <see cref="HoldAudit"/>. Nobody unless set. It needs an expiry.
    /// </summary>
    public string? Owner { get; init; }

    private protected override EntryKind EntryKind => EntryKind.Hold;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.Money("amount", Amount, "currency", Currency);
        if (ExpiresAt is { } time) Input.Time("expiry", time);
        if (Owner is null) return;
        Input.Name("owner", Owner);
        if (ExpiresAt is null) throw new InvalidCommandException("owner", $"'{Owner}' would never be asked; an expiry is needed");
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Amount);
        content.Write(Currency);
        content.Write(ExpiresAt?.ToMicrosecond().UtcTicks ?? 0);
        if (Owner is not null) content.Write(Owner);
    }
}
