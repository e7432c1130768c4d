using System.CommandLine;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

/// <summary>Whether money may move on an account.</summary>
internal static class StatusCommands
{
    private static readonly Argument<string> Account = Fields.Account();

    public static CliCommand Freeze() => Create(
        "freeze",
        "Stops all money on an account until it is unfrozen; holds may still be released.",
        (requestId, account) => new FreezeAccount(requestId, account));

    public static CliCommand Unfreeze() => Create(
        "unfreeze",
        "Lets money move again on a frozen account.",
        (requestId, account) => new UnfreezeAccount(requestId, account));

    public static CliCommand Close() => Create(
        "close",
        "Closes an account for ever; its balance must be zero, no hold open and nothing sent on its way.",
        (requestId, account) => new CloseAccount(requestId, account));

    private static CliCommand Create(string name, string description, Func<string, string, LedgerCommand> make) => MoneyCommand.Create(
        name,
        description,
        $"{name} alice",
        [Account],
        (arguments, requestId) => make(requestId, arguments.GetRequiredValue(Account)));
}
