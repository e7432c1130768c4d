using System.CommandLine;
using AccountGrains.Cli.Output;
using AccountGrains.Cli.Settle;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class SettleCommand
{
    private static readonly Argument<string> Input = Fields.CsvFile(
        SettlementFile.Columns, "What became of its lines goes to FILE.ID.report.json.");

    private static readonly Option<string> Run = Required(
        "--run", "ID", $"The id of the run, 1 to {Settlement.MaxRunLength} printable ASCII characters: one file, for ever.");

    private static readonly Option<string> From = Required("--from", "ACCOUNT", "The account that pays every line.");

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "settle",
            Example.Describe(
                "Pays every line of a file once, however often, or by how many at a time, it is run.",
                "settle payouts.csv --run 2026-01 --from shop"))
        {
            Input,
            Run,
            From,
        };
        command.SetAction(Session.ToWriteExisting(SettleAsync));
        return command;
    }

    private static async Task<int> SettleAsync(Session session, IAccounts accounts, CancellationToken cancel)
    {
        var file = session.Arguments.GetRequiredValue(Input);
        var settlement = new Settlement(session.Arguments.GetRequiredValue(Run), session.Arguments.GetRequiredValue(From));
        var settling = new FileSettlement(accounts, session.Time);
        var summary = await session.Report.Bar.RunAsync(
            Path.GetFileName(file), meter => settling.RunAsync(settlement, file, meter, cancel));
        session.Report.Write(summary, SettleView.Draw);
        return summary.IsPaid ? ExitCode.Done : ExitCode.Findings;
    }

    private static Option<string> Required(string name, string value, string description) => new(name)
    {
        Description = description,
        HelpName = value,
        Required = true,
        Validators = { CommonOptions.RequireValue },
    };
}
