using AccountGrains.Cli.Settle;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

internal static class SettleView
{
    public static IRenderable Draw(SettlementOutcome outcome) => new Rows(
        outcome.IsPaid
            ? new Text("all lines are paid", Sheet.Good)
            : new Text("some lines are refused, and stay so under this run: pay them by a new one", Sheet.Bad),
        Sheet.Values(
        [
            ("run", outcome.Run),
            ("from", outcome.From),
            ("lines", Words.Of(outcome.Lines)),
            ("paid", Words.Of(outcome.Paid)),
            ("already paid", Words.Of(outcome.AlreadyPaid)),
            ("refused", Words.Of(outcome.Refused.Values.Sum())),
            .. outcome.Refused.Select(reason => ($"  {Words.Of(reason.Key)}", (string?)Words.Of(reason.Value))),
            .. outcome.Totals.Select(total => ($"total {total.Currency}", (string?)TotalOf(total))),
            ("report", outcome.ReportFile),
            ("elapsed", $"{outcome.ElapsedSeconds:0.0} s, {outcome.LinesPerSecond:#,0} lines per second"),
        ]));

    private static string TotalOf(Ledger.SettlementTotal total)
    {
        var paid = $"{Amounts.Show(total.Paid, total.Currency)} paid";
        return total.Refused == 0 ? paid : $"{paid}, {Amounts.Show(total.Refused, total.Currency)} refused";
    }
}
