namespace AccountGrains.Ledger;

/// <summary>Reserves money on an account. The request id becomes the id of the hold.</summary>
/// <param name="RequestId">The caller's id, and the id of the hold.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">Above 0, below 10^15, with no more decimals than the currency has.</param>
/// <param name="Currency">The currency of the amount.</param>
public sealed record PlaceHold(string RequestId, string Account, decimal Amount, string Currency) : Command(RequestId)
{
    /// <summary>When the hold is released by itself; never unless set. Years 2000 to 9998, to the microsecond.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    private protected override EntryKind EntryKind => EntryKind.Hold;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.Money("amount", Amount, "currency", Currency);
        if (ExpiresAt is { } time) Input.Time("expiry", time);
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Amount);
        content.Write(Currency);
        content.Write(ExpiresAt?.ToMicrosecond().UtcTicks ?? 0);
    }
}
