namespace AccountGrains.Ledger;

/// <summary>Who decides what becomes of a hold that is past its expiry, such as the service of the order that it is for.</summary>
public interface IHoldOwner
{
    /// <summary>
    /// Decides. It is asked at least once, and again until one of its decisions is recorded: also where it decided and the
    /// process died before that, so it may decide otherwise then. Once a hold is captured or released nobody is asked.
    /// </summary>
    /// <param name="hold">The hold.</param>
    /// <param name="cancellationToken">
    /// Is cancelled when the answer would come too late (<see cref="HoldAuditOptions.OwnerTimeout"/>) or the host stops.
    /// </param>
    /// <remarks>An exception, like no answer in time, means: ask later. The pauses grow with every time it is asked.</remarks>
    Task<HoldDecision> DecideAsync(DueHold hold, CancellationToken cancellationToken);
}
