using System.CommandLine;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Commands;

internal static class StatementCommand
{
    private static readonly Argument<string> Account = Fields.Account();
    private static readonly Option<DateTimeOffset?> From = Fields.From(
        "--from", "The earliest time; a date alone is the start of that day (UTC).");
    private static readonly Option<DateTimeOffset?> To = Fields.To(
        "--to", "The latest time; a date alone is the end of that day (UTC).");
    private static readonly Option<long?> FromSequence = Sequences.Option("--from-sequence", "The lowest sequence.");
    private static readonly Option<long?> ToSequence = Sequences.Option("--to-sequence", "The highest sequence.");
    private static readonly Option<bool> Newest = new("--newest") { Description = "The newest entries first; the oldest unless given." };

    private static readonly Option<long?> Limit = Sequences.Option(
        "--limit", $"The most entries to list, 1 to {StatementQuery.MaxPageSize}; 100 unless given.", StatementQuery.MaxPageSize);

    private static readonly Option<long?> StartAt = Sequences.Option(
        "--start-at", "The sequence at which the page begins, as the page before says.");

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "statement", Example.Describe("Lists the entries of an account.", "statement alice --newest --limit 20"))
        {
            Account,
            From,
            To,
            FromSequence,
            ToSequence,
            Newest,
            Limit,
            StartAt,
        };
        command.SetAction(Session.ToAsk(ListAsync));
        return command;
    }

    private static async Task<int> ListAsync(Session session, IAccounts accounts, CancellationToken cancel)
    {
        var query = QueryOf(session.Arguments);
        var page = await accounts.GetStatementAsync(query, cancel);
        var account = await accounts.GetAsync(query.Account, cancel);
        if (account is null && page.Entries.Count == 0) return Failure.NotFound($"account: '{query.Account}' was never opened");
        var messages = await MessagesOfAsync(accounts, query.Account, page.Entries, cancel);
        session.Report.Write(
            new StatementView(query.Account, account?.Currency, page.Entries, messages, page.Next), StatementView.Draw);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<SentMessage>> MessagesOfAsync(
        IAccounts accounts, string account, IReadOnlyList<Entry> entries, CancellationToken cancel)
    {
        long[] sends = [.. entries.Where(entry => entry.IsAppliedSend).Select(entry => entry.Sequence)];
        return sends.Length == 0 ? [] : await accounts.GetMessagesAsync(account, sends.Min(), sends.Max(), cancel);
    }

    private static StatementQuery QueryOf(ParseResult arguments) => new(arguments.GetRequiredValue(Account))
    {
        From = arguments.GetValue(From),
        To = arguments.GetValue(To),
        FromSequence = arguments.GetValue(FromSequence),
        ToSequence = arguments.GetValue(ToSequence),
        NewestFirst = arguments.GetValue(Newest),
        PageSize = (int)(arguments.GetValue(Limit) ?? 100),
        StartAt = arguments.GetValue(StartAt),
    };
}
