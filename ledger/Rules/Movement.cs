namespace AccountGrains.Ledger;

/// <summary>What a request would change on an account if it were applied.</summary>
/// <param name="Amount">The change of the balance.</param>
/// <param name="Held">The change of the held amount.</param>
/// <param name="Hold">The hold as it would be, where one is made or settled.</param>
internal readonly record struct Movement(decimal Amount, decimal Held = 0, Hold? Hold = null)
{
    public static Movement Of(AccountState account, Request request, Part part) => request.Command switch
    {
        PlaceHold place => new(0, place.Amount, new Hold
        {
            Id = place.RequestId,
            Amount = place.Amount,
            ExpiresAt = place.ExpiresAt?.ToMicrosecond(),
            Owner = place.Owner,
        }),
        CaptureHold capture => account.Holds.Find(capture.Hold) is { Status: HoldStatus.Open } hold
            ? Capture(hold, capture.Amount ?? hold.Amount)
            : new(-(capture.Amount ?? 0)),
        ReleaseHold release => account.Holds.Find(release.Hold) is { Status: HoldStatus.Open } hold
            ? new(0, -hold.Amount, hold with { Status = HoldStatus.Released })
            : default,
        ReverseEntry when account.FindEntry(part.Reverses!.Value)?.Entry is { } original && AccountRules.IsReversible(original) =>
            new(-original.Amount),
        RefundSend when account.FindEntry(part.Reverses!.Value)?.Entry is { IsAppliedSend: true } original => new(-original.Amount),
        _ => new(part.Amount),
    };

    private static Movement Capture(Hold hold, decimal amount) =>
        new(-amount, -hold.Amount, hold with { Status = HoldStatus.Captured, Captured = amount });
}
