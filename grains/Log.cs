using Microsoft.Extensions.Logging;

namespace AccountGrains.Grains;

/// <summary>What works beside the grains has to say.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "relay: messages to {Ledger} wait and are tried again: {Reason}")]
    public static partial void MessagesWait(this ILogger log, string ledger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "what waits to be done could not be counted: {Reason}")]
    public static partial void BacklogUnknown(this ILogger log, string reason);
}
