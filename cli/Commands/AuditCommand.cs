using AccountGrains.Cli.Output;
using AccountGrains.Storage;

namespace AccountGrains.Cli.Commands;

internal static class AuditCommand
{
    public static CliCommand Create()
    {
        var command = new CliCommand(
            "audit", Example.Describe("Proves from the tables alone that the books add up.", "audit --store prod.db"));
        command.SetAction(Session.ToAskStore(AuditAsync));
        return command;
    }

    private static async Task<int> AuditAsync(Session session, RelationalStore store, CancellationToken cancel)
    {
        using var report = session.Report.Audit();
        var summary = await session.Report.Bar.RunAsync(
            "audit", meter => store.AuditAsync(report.Found, new Progress(meter), cancel));
        report.Finish(summary);
        return summary.IsClean ? ExitCode.Done : ExitCode.Findings;
    }

    private sealed class Progress(Meter meter) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => meter.Report(value.Done, value.Total);
    }
}
