using AccountGrains.Ledger;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>The answer to a command as it is printed.</summary>
internal sealed record ReceiptView(
    Outcome Outcome,
    bool Replayed,
    string RequestId,
    string Account,
    long Sequence,
    decimal Balance,
    string? Currency,
    DateTimeOffset? ExpiresAt,
    Entry Entry)
{
    public static ReceiptView Of(LedgerCommand command, Receipt receipt) => new(
        receipt.Outcome,
        receipt.IsReplay,
        command.RequestId,
        receipt.Entry.Account,
        receipt.Entry.Sequence,
        receipt.Entry.Balance,
        IsCurrencyOfAccount(receipt.Outcome) ? CurrencyOf(command) : null,
        (command as PlaceHold)?.ExpiresAt,
        receipt.Entry);

    public static IRenderable Draw(ReceiptView receipt) => new Rows(
        OutcomeText.Draw(receipt.Outcome, receipt.Replayed),
        Sheet.Values(
            ("request", receipt.RequestId),
            ("entry", $"{receipt.Account} #{receipt.Sequence}"),
            ("balance", Amounts.ShowWithCurrency(receipt.Balance, receipt.Currency)),
            ("expires", receipt.ExpiresAt is { } time ? Words.Exactly(time) : null)));

    // Refusals are judged in their order: one that comes after the currency says that it was right.
    private static bool IsCurrencyOfAccount(Outcome outcome) => outcome is Outcome.Applied or > Outcome.WrongCurrency;

    private static string? CurrencyOf(LedgerCommand command) => command switch
    {
        OpenAccount open => open.Currency,
        Deposit deposit => deposit.Currency,
        Withdraw withdraw => withdraw.Currency,
        Send send => send.Currency,
        Transfer transfer => transfer.Legs[0].Currency,
        PlaceHold hold => hold.Currency,
        CaptureHold capture => capture.Currency,
        _ => null,
    };
}
