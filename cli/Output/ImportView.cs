using AccountGrains.Cli.Import;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

internal static class ImportView
{
    public static IRenderable Draw(ImportSummary summary) => new Rows(
        summary.RejectedFile is null
            ? new Text("all lines are applied", Sheet.Good)
            : new Text($"some lines are not applied, see {summary.RejectedFile}", Sheet.Bad),
        Sheet.Values(
        [
            ("lines", Words.Of(summary.Lines)),
            ("applied", Words.Of(summary.Applied)),
            ("replayed", ReplayedOf(summary)),
            ("rejected", Words.Of(summary.Rejected.Values.Sum())),
            .. summary.Rejected.Select(reason => ($"  {Words.Of(reason.Key)}", (string?)Words.Of(reason.Value))),
            ("malformed", Words.Of(summary.Malformed)),
            ("elapsed", $"{summary.ElapsedSeconds:0.0} s, {summary.LinesPerSecond:#,0} lines per second"),
        ]));

    private static string ReplayedOf(ImportSummary summary) => summary.ReplayedRejections == 0
        ? Words.Of(summary.Replayed)
        : $"{Words.Of(summary.Replayed)}, of which {Words.Of(summary.ReplayedRejections)} were rejected before";
}
