using AccountGrains.Ledger;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>One page of a statement.</summary>
internal sealed record StatementView(
    string Account, string? Currency, IReadOnlyList<Entry> Entries, IReadOnlyList<SentMessage> Messages, long? Next)
{
    public static IRenderable Draw(StatementView page)
    {
        if (page.Entries.Count == 0) return new Text("no entries\n");
        var table = Sheet.Table(
            Sheet.Number("#"),
            Sheet.Column("time (UTC)").NoWrap(),
            Sheet.Column("kind").NoWrap(),
            Sheet.Number("amount"),
            Sheet.Number("balance"),
            Sheet.Column("request, details"));
        var messages = page.Messages.ToDictionary(message => message.Sequence);
        foreach (var entry in page.Entries) table.AddRow(page.RowOf(entry, messages.GetValueOrDefault(entry.Sequence)));
        return page.Next is { } next ? new Rows(table, new Text($"more entries follow: add --start-at {next}")) : table;
    }

    private Text[] RowOf(Entry entry, SentMessage? message) =>
    [
        new(Words.Of(entry.Sequence)),
        new(Words.Of(entry.Time)),
        new(Words.Of(entry.Kind)),
        new(entry.IsApplied ? Amounts.Show(entry.Amount, Currency) : "-"),
        new(Amounts.Show(entry.Balance, Currency)),
        new(string.Join('\n', LinesOf(entry, Currency, message)), entry.IsApplied ? Style.Plain : Sheet.Bad),
    ];

    private static IEnumerable<string> LinesOf(Entry entry, string? currency, SentMessage? message)
    {
        yield return entry.RequestId;
        if (!entry.IsApplied) yield return $"rejected: {Words.Of(entry.Outcome)}";
        if (EntryView.DetailsOf(entry, currency) is { Length: > 0 } details) yield return details;
        if (message is not null) yield return MessageText.Of(message);
    }
}
