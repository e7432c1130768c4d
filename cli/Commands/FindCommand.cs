using System.CommandLine;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class FindCommand
{
    private static readonly Argument<string> Account = Fields.Account();
    private static readonly Argument<string> Request = Fields.Text("REQUEST", "The request id.");

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "find", Example.Describe("Shows what came of a request on an account.", "find alice w-17"))
        {
            Account,
            Request,
        };
        command.SetAction(Session.ToAsk(FindAsync));
        return command;
    }

    private static async Task<int> FindAsync(Session session, IAccounts accounts, CancellationToken cancel)
    {
        var account = session.Arguments.GetRequiredValue(Account);
        var request = session.Arguments.GetRequiredValue(Request);
        if (await accounts.FindAsync(account, request, cancel) is not { } entry)
            return Failure.NotFound($"request: '{request}' has no outcome on account '{account}'");
        var currency = (await accounts.GetAsync(account, cancel))?.Currency;
        var messages = entry.IsAppliedSend ? await accounts.GetMessagesAsync(account, entry.Sequence, entry.Sequence, cancel) : [];
        if (messages is [var message])
            session.Report.Write(Json.With(entry, "message", message), _ => EntryView.Draw(entry, currency, message));
        else
            session.Report.Write(entry, found => EntryView.Draw(found, currency));
        return ExitCode.Done;
    }
}
