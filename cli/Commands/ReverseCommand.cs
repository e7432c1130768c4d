using System.CommandLine;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class ReverseCommand
{
    private static readonly Argument<string> Account = Fields.Account("The account; of a transfer, any that it touched.");
    private static readonly Argument<long> Sequence = Sequences.Argument("SEQUENCE", "The sequence of the entry on that account.");

    public static CliCommand Create() => MoneyCommand.Create(
        "reverse",
        "Undoes a deposit, withdrawal, transfer or capture with new entries of the opposite amounts, once.",
        "reverse alice 3 --memo \"paid twice\"",
        [Account, Sequence],
        (arguments, requestId) => new ReverseEntry(requestId, arguments.GetRequiredValue(Account), arguments.GetRequiredValue(Sequence)));
}
