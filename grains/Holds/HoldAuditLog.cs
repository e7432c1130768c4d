using AccountGrains.Ledger;
using Microsoft.Extensions.Logging;

namespace AccountGrains.Grains;

/// <summary>Logs what an operator has to know of the audit of holds. No account, amount or request id is logged.</summary>
internal sealed partial class HoldAuditLog(ILogger<HoldAuditLog> log) : IHoldAuditObserver
{
    public void Undecided(DueHold hold, DateTimeOffset until, Exception reason) =>
        LogUndecided(hold.Owner!, hold.Asked, until, reason.GetType().Name, reason.Message);

    public void Unregistered(string owner, long holds) => LogUnregistered(holds, owner);

    public void Failed(Exception failure) => LogFailed(failure.GetType().Name, failure.Message);

    [LoggerMessage(101, LogLevel.Warning, "The owner {Owner} gave no decision about a hold when asked for the {Asked}. time; it is asked again at {Until:O}: {Kind}: {Reason}")]
    private partial void LogUndecided(string owner, long asked, DateTimeOffset until, string kind, string reason);

    [LoggerMessage(102, LogLevel.Warning, "{Holds} holds are past their expiry and stay open: their owner {Owner} is not registered on this silo")]
    private partial void LogUnregistered(long holds, string owner);

    [LoggerMessage(103, LogLevel.Warning, "Holds that are due could not be settled and are tried again: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
