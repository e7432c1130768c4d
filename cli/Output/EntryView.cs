using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

internal static class EntryView
{
    public static IRenderable Draw(Entry entry) => new Rows(
        OutcomeText.Draw(entry.Outcome, isReplay: false),
        Sheet.Values(
            ("request", entry.RequestId),
            ("entry", $"{entry.Account} #{entry.Sequence}"),
            ("kind", Words.Of(entry.Kind)),
            ("amount", Amounts.Show(entry.Amount, null)),
            ("balance", Amounts.Show(entry.Balance, null)),
            ("time", Words.Of(entry.Time)),
            ("details", DetailsOf(entry) is "" ? null : DetailsOf(entry))));

    /// <summary>What an entry says besides its amounts, in one line.</summary>
    public static string DetailsOf(Entry entry) => string.Join("; ", PartsOf(entry).OfType<string>());

    private static IEnumerable<string?> PartsOf(Entry entry)
    {
        yield return entry.Counterparty is { } accounts ? $"{(entry.Amount < 0 ? "to" : "from")} {accounts.Replace(",", ", ", StringComparison.Ordinal)}" : null;
        yield return entry.Hold is { } hold && hold != entry.RequestId ? $"hold {hold}" : null;
        yield return entry.Held == 0 ? null : $"held {(entry.Held > 0 ? "+" : "")}{Amounts.Show(entry.Held, null)}";
        yield return entry.Reverses is { } sequence ? $"reverses #{sequence}" : null;
        yield return entry.Memo;
    }
}
