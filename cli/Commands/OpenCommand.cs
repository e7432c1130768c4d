using System.CommandLine;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class OpenCommand
{
    private static readonly Argument<string> Account = Fields.Account("The id of the account: 1 to 128 of A-Z a-z 0-9 : . _ -");
    private static readonly Argument<string> Currency = Fields.Text("CURRENCY", "The ISO 4217 code of its one currency, such as CNY.");

    private static readonly Option<bool> External = new("--external")
    {
        Description = "The outside world, such as a bank: may go negative without limit.",
    };

    private static readonly Option<decimal> Overdraft = new("--overdraft")
    {
        Description = "How far below zero the available amount reaches; 0 unless given.",
        HelpName = "AMOUNT",
        CustomParser = argument => Fields.AmountOf(argument) ?? 0,
    };

    private static readonly Option<bool> Busy = new("--busy")
    {
        Description = "Many transfers will share the account.",
    };

    public static CliCommand Create() => MoneyCommand.Create(
        "open",
        "Opens an account.",
        "open alice CNY --overdraft 100",
        [Account, Currency, External, Overdraft, Busy],
        (arguments, requestId) => new OpenAccount(requestId, arguments.GetRequiredValue(Account), arguments.GetRequiredValue(Currency))
        {
            AccountKind = arguments.GetValue(External) ? AccountKind.External : AccountKind.Internal,
            OverdraftLimit = arguments.GetValue(Overdraft),
            Busy = arguments.GetValue(Busy),
        });
}
