using AccountGrains.Storage;
using Spectre.Console;

namespace AccountGrains.Cli.Output;

/// <summary>An audit for people: a line for each finding, then a summary.</summary>
internal sealed class AuditText(IAnsiConsole console) : IAuditReport
{
    public void Found(Finding finding)
    {
        var place = (finding.Account, finding.Sequence) switch
        {
            (null, _) => "",
            ({ } account, null) => $"{account} ",
            ({ } account, { } sequence) => $"{account} #{sequence} ",
        };
        var request = finding.RequestId is { } id ? $" (request {id})" : "";
        console.Write(new Text($"{place}{Words.NameOf(finding.Rule)}: {finding.Problem}{request}\n", Sheet.Bad));
    }

    public void Finish(AuditSummary summary) => console.Write(new Rows(
        summary.IsClean
            ? new Text("the books add up", Sheet.Good)
            : new Text($"{Words.Of(summary.Findings)} {(summary.Findings == 1 ? "finding" : "findings")}", Sheet.Bad),
        Sheet.Values(
            ("accounts", Words.Of(summary.Accounts)),
            ("entries", Words.Of(summary.Entries)),
            ("holds", Words.Of(summary.Holds)),
            ("transfers", Words.Of(summary.Transfers)),
            ("messages", summary.Messages == 0 ? null : MessagesOf(summary)))));

    private static string MessagesOf(AuditSummary summary) =>
        $"{Words.Of(summary.Messages)}, of which {Words.Of(summary.MessagesDue)} are due";

    public void Dispose()
    {
    }
}
