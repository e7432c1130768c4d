using System.CommandLine;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

/// <summary>Makes what a command of the ledger is asked with from the arguments.</summary>
internal delegate LedgerCommand Ask(ParseResult arguments, string requestId);

/// <summary>How every command that changes an account is asked, carried out and answered.</summary>
internal static class MoneyCommand
{
    public static CliCommand Create(string name, string description, string example, IReadOnlyList<Symbol> fields, Ask ask)
    {
        var command = new CliCommand(name, Example.Describe(description, example));
        foreach (var field in fields)
        {
            if (field is Argument argument) command.Add(argument);
            else command.Add((Option)field);
        }

        command.Add(CommonOptions.Request);
        command.Add(CommonOptions.Memo);
        command.SetAction(Session.ToWrite((session, accounts, cancel) => RunAsync(session, accounts, ask, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(Session session, IAccounts accounts, Ask ask, CancellationToken cancel)
    {
        var requestId = session.Arguments.GetValue(CommonOptions.Request) ?? Guid.CreateVersion7().ToString();
        var memo = session.Arguments.GetValue(CommonOptions.Memo);
        var command = ask(session.Arguments, requestId) with { Memo = string.IsNullOrEmpty(memo) ? null : memo };
        var receipt = await ExecuteAsync(accounts, command, cancel);
        session.Report.Write(ReceiptView.Of(command, receipt), ReceiptView.Draw);
        return receipt.IsApplied ? ExitCode.Done : ExitCode.Findings;
    }

    private static async Task<Receipt> ExecuteAsync(IAccounts accounts, LedgerCommand command, CancellationToken cancel)
    {
        try
        {
            return await accounts.ExecuteAsync(command, cancel);
        }
        catch (OperationCanceledException cancelled)
        {
            throw new RequestInDoubtException(command.RequestId, "cancelled", cancelled);
        }
    }
}
