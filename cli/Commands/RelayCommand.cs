using System.CommandLine;
using System.CommandLine.Parsing;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Cli.Commands;

/// <summary>Delivers what was sent, to accounts of the same store and of others.</summary>
internal static class RelayCommand
{
    private static readonly Option<string?> Name = new("--name")
    {
        Description = "What the other ledgers call this one; needed where there are others.",
        HelpName = "NAME",
    };

    private static readonly Option<KeyValuePair<string, string>[]> Ledgers = new("--ledger")
    {
        Description = "Another ledger and its store, such as east=east.db; a name must stand for one store for ever.",
        HelpName = "NAME=STORE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = LedgersOf,
    };

    private static readonly Option<bool> Watch = new("--watch")
    {
        Description = "Goes on until it is stopped; what is due now unless given.",
    };

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "relay",
            Example.Describe(
                "Delivers the messages of sent transfers that are due, and refunds those that are finally refused.",
                "relay --store west.db --name west --ledger east=east.db"))
        {
            Name,
            Ledgers,
            Watch,
        };
        command.SetAction(Session.ToAskStore(RelayAsync));
        return command;
    }

    private static async Task<int> RelayAsync(Session session, RelationalStore store, CancellationToken cancel)
    {
        var options = new RelayOptions { Name = session.Arguments.GetValue(Name) };
        await using var ledgers = new OpenLedgers(session);
        var accounts = await ledgers.OpenAsync(session.Arguments.GetRequiredValue(CommonOptions.Store), cancel);
        var others = new Dictionary<string, IAccounts>(StringComparer.Ordinal);
        foreach (var (name, other) in session.Arguments.GetValue(Ledgers) ?? [])
            others.Add(name, await ledgers.OpenAsync(other, cancel));

        var relay = new Relay(store, accounts, others, options, session.Time, Failure.Tell);
        if (session.Arguments.GetValue(Watch)) await relay.RunAsync(cancel);
        else await relay.DeliverAsync(session.Time.GetUtcNow(), cancel);

        var tally = relay.Tally;
        var due = await store.CountMessagesDueAsync(CancellationToken.None);
        session.Report.Write(RelayView.Of(tally, due), view => RelayView.Draw(view, session.Time.GetUtcNow()));
        return tally.Refused + tally.Failed + due.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    private static KeyValuePair<string, string>[] LedgersOf(ArgumentResult argument)
    {
        var ledgers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in argument.Tokens.Select(token => token.Value))
        {
            // A connection string has more of them.
            if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } store])
                argument.AddError($"--ledger: '{text}' is not NAME=STORE.");
            else if (!ledgers.TryAdd(name, store))
                argument.AddError($"--ledger: '{name}' is given twice.");
        }

        return [.. ledgers];
    }

    /// <summary>The hosts of the ledgers that a relay works on.</summary>
    private sealed class OpenLedgers(Session session) : IAsyncDisposable
    {
        private readonly List<EmbeddedLedger> open = [];

        public async Task<IAccounts> OpenAsync(string store, CancellationToken cancel)
        {
            var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(store, OpenMode.Existing, cancel), Session.Sizes, session.Time);
            open.Add(ledger);
            return ledger;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var ledger in open) await ledger.DisposeAsync();
        }
    }
}
