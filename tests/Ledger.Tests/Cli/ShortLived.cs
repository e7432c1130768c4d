using System.Diagnostics;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>
/// Processes that live for seconds, too short to win back what it costs to compile their code a second time, with care. At full size
/// they are measured as they are.
/// </summary>
public static class ShortLived
{
    public static ProcessStartInfo CompiledOnce(this ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (!FullSize.IsAsked) start.Environment["DOTNET_TC_CallCounting"] = "0";
        return start;
    }
}
