using AccountGrains.Ledger;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>What a relay did, and what it left.</summary>
internal sealed record RelayView(
    long Delivered, long Refused, long Refunded, long Postponed, long Failed, IReadOnlyList<DueMessages> Due)
{
    public static RelayView Of(RelayTally tally, IReadOnlyList<DueMessages> due) =>
        new(tally.Delivered, tally.Refused, tally.Refunded, tally.Postponed, tally.Failed, due);

    public static IRenderable Draw(RelayView view, DateTimeOffset now) => new Rows(
        view.Due.Count == 0 ? new Text("nothing is due", Sheet.Good) : new Text("messages are due", Sheet.Bad),
        Sheet.Values(
        [
            ("delivered", Words.Of(view.Delivered)),
            ("refused", Words.Of(view.Refused)),
            ("refunded", Words.Of(view.Refunded)),
            ("refused for now", view.Postponed == 0 ? null : Words.Of(view.Postponed)),
            ("without an answer", view.Failed == 0 ? null : Words.Of(view.Failed)),
            .. view.Due.Select(due => ($"due to {due.Ledger ?? "this ledger"}", (string?)LineOf(due, now))),
        ]));

    private static string LineOf(DueMessages due, DateTimeOffset now) =>
        $"{Words.Of(due.Count)}, the oldest for {Math.Max(0, (now - due.Oldest).TotalSeconds):#,0} s";
}
