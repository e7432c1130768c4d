using System.CommandLine;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class ShowCommand
{
    private static readonly Argument<string> Account = Fields.Account();

    private static readonly Option<DateTimeOffset?> At = Fields.To(
        "--at", "The balance as of a time; a date alone is the end of that day (UTC).");

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "show", Example.Describe("Shows an account: balance, held, available, holds.", "show alice --at 2026-01-31"))
        {
            Account,
            At,
        };
        command.SetAction(Session.ToAsk((session, accounts, cancel) => session.Arguments.GetValue(At) is { } time
            ? ShowBalanceAsync(session, accounts, time, cancel)
            : ShowAsync(session, accounts, cancel)));
        return command;
    }

    private static async Task<int> ShowAsync(Session session, IAccounts accounts, CancellationToken cancel)
    {
        var id = session.Arguments.GetRequiredValue(Account);
        if (await accounts.GetAsync(id, cancel) is not { } account) return Failure.NotFound($"account: '{id}' was never opened");
        session.Report.Write(account, AccountView.Draw);
        return ExitCode.Done;
    }

    private static async Task<int> ShowBalanceAsync(Session session, IAccounts accounts, DateTimeOffset time, CancellationToken cancel)
    {
        var id = session.Arguments.GetRequiredValue(Account);
        var account = await accounts.GetAsync(id, cancel);
        var balance = account is null ? null : await accounts.GetBalanceAsync(id, time, cancel);
        if (balance is null) return Failure.NotFound($"account: '{id}' was not open at {time:O}");
        session.Report.Write(new BalanceView(id, account!.Currency, time, balance.Value), BalanceView.Draw);
        return ExitCode.Done;
    }
}
