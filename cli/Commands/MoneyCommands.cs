using System.CommandLine;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

/// <summary>Money into and out of one account.</summary>
internal static class MoneyCommands
{
    private static readonly Argument<string> Account = Fields.Account();
    private static readonly Argument<decimal> Amount = Fields.Amount();
    private static readonly Argument<string> Currency = Fields.Currency();

    public static CliCommand Deposit() => Create(
        "deposit",
        "Brings money into an account from outside the ledger.",
        "deposit alice 100.00 CNY",
        (requestId, account, amount, currency) => new Deposit(requestId, account, amount, currency));

    public static CliCommand Withdraw() => Create(
        "withdraw",
        "Takes money out of an account and out of the ledger.",
        "withdraw alice 30.00 CNY --request w-17",
        (requestId, account, amount, currency) => new Withdraw(requestId, account, amount, currency));

    private static CliCommand Create(
        string name, string description, string example, Func<string, string, decimal, string, LedgerCommand> make) => MoneyCommand.Create(
        name,
        description,
        example,
        [Account, Amount, Currency],
        (arguments, requestId) => make(
            requestId,
            arguments.GetRequiredValue(Account),
            arguments.GetRequiredValue(Amount),
            arguments.GetRequiredValue(Currency)));
}
