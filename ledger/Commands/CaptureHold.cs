namespace AccountGrains.Ledger;

/// <summary>Takes held money out of the account, whole or in part. A hold is captured once: the rest is released.</summary>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Account">The account.</param>
/// <param name="Hold">The request id of the hold.</param>
public sealed record CaptureHold(string RequestId, string Account, string Hold) : Command(RequestId)
{
    /// <summary>The amount to capture, at most what is held; all of it unless set.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency of the amount; set where the amount is.</summary>
    public string? Currency { get; init; }

    private protected override EntryKind EntryKind => EntryKind.Capture;

    internal override string Anchor => Account;

    internal override void Check()
    {
        Input.AccountId("account", Account);
        Input.RequestId("hold", Hold);
        if (Amount is { } amount)
            Input.Money("amount", amount, "currency", Currency!);
        else if (Currency is not null)
            Input.CurrencyCode("currency", Currency);
    }

    internal override void Describe(ref ContentWriter content)
    {
        content.Write(Account);
        content.Write(Hold);
        content.Write(Amount ?? 0);
        content.Write(Currency);
    }
}
