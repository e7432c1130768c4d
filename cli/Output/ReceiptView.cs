using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>The answer to a command as it is printed.</summary>
internal sealed record ReceiptView(
    Outcome Outcome, bool Replayed, string RequestId, string Account, long Sequence, decimal Balance, string? Currency, DateTimeOffset? ExpiresAt, Entry Entry)
{
    public static ReceiptView Of(LedgerCommand command, Receipt receipt) => new(
        receipt.Outcome,
        receipt.IsReplay,
        command.RequestId,
        receipt.Entry.Account,
        receipt.Entry.Sequence,
        receipt.Entry.Balance,
        receipt.Outcome == Outcome.Applied ? CurrencyOf(command) : null,
        (command as PlaceHold)?.ExpiresAt,
        receipt.Entry);

    public static IRenderable Draw(ReceiptView receipt) => new Rows(
        OutcomeText.Draw(receipt.Outcome, receipt.Replayed),
        Sheet.Values(
            ("request", receipt.RequestId),
            ("entry", $"{receipt.Account} #{receipt.Sequence}"),
            ("balance", Amounts.ShowWithCurrency(receipt.Balance, receipt.Currency)),
            ("expires", receipt.ExpiresAt is { } time ? time.ToString("O") : null)));

    // A command that was applied names the account's own currency.
    private static string? CurrencyOf(LedgerCommand command) => command switch
    {
        OpenAccount open => open.Currency,
        Deposit deposit => deposit.Currency,
        Withdraw withdraw => withdraw.Currency,
        Transfer transfer => transfer.Legs[0].Currency,
        PlaceHold hold => hold.Currency,
        CaptureHold capture => capture.Currency,
        _ => null,
    };
}
