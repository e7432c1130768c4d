using System.Net;

namespace AccountGrains.Silo;

/// <summary>What the process itself has to say.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "silo ready: gateway {Gateway}, silo {Silo}, admin {Admin}, store {Store}")]
    public static partial void Ready(this ILogger log, IPEndPoint gateway, IPEndPoint silo, IPEndPoint admin, string store);

    [LoggerMessage(2, LogLevel.Warning, "{Line}")]
    private static partial void Warn(this ILogger log, string line);

    [LoggerMessage(3, LogLevel.Warning, "the silo waits for its schema: {Problem}")]
    public static partial void WaitsForSchema(this ILogger log, string problem);

    /// <summary>Nobody may take a silo without a database for one that keeps money.</summary>
    public static void WarnOfMemory(this ILogger log)
    {
        log.Warn("****************************************************************************");
        log.Warn("*  NOTHING IS KEPT: this silo has no database. Every account and all money *");
        log.Warn("*  in it is in memory, and gone when the process ends.                     *");
        log.Warn("*  This is for a first look only: set ConnectionStrings:Accounts to a      *");
        log.Warn("*  PostgreSQL connection string.                                           *");
        log.Warn("****************************************************************************");
    }
}
