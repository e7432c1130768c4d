using System.CommandLine;
using AccountGrains.Cli.Import;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class ImportCommand
{
    private static readonly Argument<string> Input = Fields.CsvFile(
        LineCommand.Columns, "Lines that are not applied go to FILE.rejected.csv.");

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "import",
            Example.Describe("Carries out a CSV file of commands; importing it again applies nothing twice.", "import settlement.csv"))
        {
            Input,
        };
        command.SetAction(Session.ToWrite(ImportAsync));
        return command;
    }

    private static async Task<int> ImportAsync(Session session, IAccounts accounts, CancellationToken cancel)
    {
        var file = session.Arguments.GetRequiredValue(Input);
        var import = new ImportRun(accounts, session.Time);
        var summary = await session.Report.Bar.RunAsync(
            Path.GetFileName(file), meter => import.RunAsync(file, meter, cancel));
        session.Report.Write(summary, ImportView.Draw);
        return summary.RejectedFile is null ? ExitCode.Done : ExitCode.Findings;
    }
}
