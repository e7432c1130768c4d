using System.CommandLine;
using System.CommandLine.Parsing;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class TransferCommand
{
    private static readonly Argument<string> From = Fields.Text("FROM", "The account to debit.");
    private static readonly Argument<string> To = Fields.Text("TO", "The account to credit.");
    private static readonly Argument<decimal> Amount = Fields.Amount();
    private static readonly Argument<string> Currency = Fields.Currency();

    private static readonly Option<Leg[]> Legs = new("--leg")
    {
        Description = $"A further leg, such as \"alice fees 0.50 CNY\"; up to {Transfer.MaxLegs} legs in all.",
        HelpName = "\"FROM TO AMOUNT CURRENCY\"",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = LegsOf,
    };

    public static CliCommand Create() => MoneyCommand.Create(
        "transfer",
        "Moves money between accounts, all legs or none.",
        "transfer alice shop 9.50 CNY",
        [From, To, Amount, Currency, Legs],
        (arguments, requestId) => new Transfer(requestId,
        [
            new Leg(
                arguments.GetRequiredValue(From),
                arguments.GetRequiredValue(To),
                arguments.GetRequiredValue(Amount),
                arguments.GetRequiredValue(Currency)),
            .. arguments.GetValue(Legs) ?? [],
        ]));

    private static Leg[] LegsOf(ArgumentResult argument) =>
        [.. argument.Tokens.Select(token => LegOf(argument, token.Value)).OfType<Leg>()];

    private static Leg? LegOf(ArgumentResult argument, string text)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var from, var to, var written, var currency])
            argument.AddError($"--leg: '{text}' is not \"FROM TO AMOUNT CURRENCY\".");
        else if (!Amounts.TryParse(written, out var amount))
            argument.AddError($"--leg: '{written}' is not {Amounts.Expected}.");
        else
            return new Leg(from, to, amount, currency);
        return null;
    }
}
