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
        command.SetAction((arguments, cancel) =>
        {
            var asked = CommandOf(arguments, ask);
            return Session.ToWrite((session, accounts, cancelled) => RunAsync(session, accounts, asked, cancelled))(arguments, cancel);
        });
        return command;
    }

    // Checked before the store is opened, which would make one.
    private static LedgerCommand CommandOf(ParseResult arguments, Ask ask)
    {
        var requestId = arguments.GetValue(CommonOptions.Request) ?? Guid.CreateVersion7().ToString();
        var memo = arguments.GetValue(CommonOptions.Memo);
        return Request.Of(ask(arguments, requestId) with { Memo = string.IsNullOrEmpty(memo) ? null : memo }).Command;
    }

    private static async Task<int> RunAsync(Session session, IAccounts accounts, LedgerCommand command, CancellationToken cancel)
    {
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
