using Microsoft.Extensions.Logging;

namespace AccountGrains.Client;

/// <summary>What the client logs. Ids never change; no account, amount or request is ever among the values.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1, LogLevel.Warning, "Gateway host {Host} cannot be resolved ({Reason}); its {Known} known addresses stay in use")]
    public static partial void HostNotResolved(this ILogger log, string host, int known, string reason);

    [LoggerMessage(2, LogLevel.Warning, "No silo of the accounts cluster can be reached yet ({Reason}); next try in {Seconds} s")]
    public static partial void NotConnected(this ILogger log, double seconds, string reason);
}
