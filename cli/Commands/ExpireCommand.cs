using AccountGrains.Cli.Output;
using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Cli.Commands;

/// <summary>Settles once what an audit of holds settles in the background.</summary>
internal static class ExpireCommand
{
    public static CliCommand Create()
    {
        var command = new CliCommand(
            "expire",
            Example.Describe(
                "Releases the holds that are past their expiry and have no owner, and counts those that wait for their owner.",
                "expire --store prod.db"));
        command.SetAction(Session.ToWorkOnStore(ExpireAsync));
        return command;
    }

    private static async Task<int> ExpireAsync(Session session, RelationalStore store, EmbeddedLedger accounts, CancellationToken cancel)
    {
        var expired = await HoldAudit.ExpireAsync(store, accounts, session.Time, cancel);
        var waiting = await store.CountHoldsPastExpiryAsync(session.Time.GetUtcNow(), cancel);
        session.Report.Write(ExpiryView.Of(expired, waiting), ExpiryView.Draw);
        return ExitCode.Done;
    }
}
