using System.CommandLine;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class SendCommand
{
    private static readonly Argument<string> From = Fields.Text("FROM", "The account to debit.");
    private static readonly Argument<string> To = Fields.Text("TO", "The account to credit.");
    private static readonly Argument<decimal> Amount = Fields.Amount();
    private static readonly Argument<string> Currency = Fields.Currency();

    private static readonly Option<string?> Ledger = new("--ledger")
    {
        Description = "The ledger of the account to credit, as the relays know it; this one unless given.",
        HelpName = "NAME",
    };

    public static CliCommand Create() => MoneyCommand.Create(
        "send",
        "Debits an account and sends a message, which a relay delivers later or refunds.",
        "send alice bob 9.50 CNY --ledger east",
        [From, To, Amount, Currency, Ledger],
        (arguments, requestId) => new Send(
            requestId,
            arguments.GetRequiredValue(From),
            arguments.GetRequiredValue(To),
            arguments.GetRequiredValue(Amount),
            arguments.GetRequiredValue(Currency))
        {
            Ledger = arguments.GetValue(Ledger),
        });
}
