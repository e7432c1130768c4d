using AccountGrains.Ledger;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

internal static class EntryView
{
    public static IRenderable Draw(Entry entry, string? currency, SentMessage? message = null) => new Rows(
        OutcomeText.Draw(entry.Outcome, isReplay: false),
        Sheet.Values(
            ("request", entry.RequestId),
            ("entry", $"{entry.Account} #{entry.Sequence}"),
            ("kind", Words.Of(entry.Kind)),
            ("amount", Amounts.ShowWithCurrency(entry.Amount, currency)),
            ("balance", Amounts.ShowWithCurrency(entry.Balance, currency)),
            ("time", Words.Of(entry.Time)),
            ("message", message is null ? null : MessageText.Of(message)),
            ("details", DetailsOf(entry, currency) is { Length: > 0 } details ? details : null)));

    /// <summary>What an entry says besides its amounts, in one line.</summary>
    public static string DetailsOf(Entry entry, string? currency) => string.Join("; ", PartsOf(entry, currency).OfType<string>());

    private static IEnumerable<string?> PartsOf(Entry entry, string? currency)
    {
        yield return entry.Counterparty is { } others
            ? $"{(entry.Amount < 0 ? "to" : "from")} {others.Replace(",", ", ", StringComparison.Ordinal)}"
            : null;
        yield return entry.Hold is { } hold && hold != entry.RequestId ? $"hold {hold}" : null;
        yield return entry.Held == 0 ? null : $"held {(entry.Held > 0 ? "+" : "")}{Amounts.Show(entry.Held, currency)}";
        yield return entry.Reverses is { } sequence ? $"reverses #{sequence}" : null;
        yield return entry.Memo;
    }
}
