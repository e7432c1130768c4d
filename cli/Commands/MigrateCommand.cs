using System.CommandLine;
using System.CommandLine.Parsing;
using AccountGrains.Cli.Output;
using AccountGrains.Storage;

namespace AccountGrains.Cli.Commands;

/// <summary>Does to the schema what silos that only wait for it must not do.</summary>
internal static class MigrateCommand
{
    private static readonly Option<string?> GrantTo = new("--grant-to")
    {
        Description = "A PostgreSQL role, which gets what a silo needs and may not change the schema or an entry.",
        HelpName = "ROLE",
        Validators = { CommonOptions.RequireValue, CheckRole },
    };

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "migrate",
            Example.Describe(
                "Makes the schema of a store, or brings it up to date.",
                "migrate --store \"Host=db;Database=ledger;Username=owner\" --grant-to silo"))
        {
            GrantTo,
        };
        command.SetAction(Session.ToPrepareStore(MigrateAsync));
        return command;
    }

    private static async Task<int> MigrateAsync(Session session, string store, CancellationToken cancel)
    {
        var role = session.Arguments.GetValue(GrantTo);
        var change = await RelationalStore.MigrateAsync(store, role, cancel);
        session.Report.Write(new MigrationView(change.From, change.To, role), MigrationView.Draw);
        return ExitCode.Done;
    }

    // Known before the store is opened, which would make a file.
    private static void CheckRole(OptionResult option)
    {
        if (option.Tokens is not [var role]) return;
        if (string.IsNullOrWhiteSpace(role.Value)) option.AddError("--grant-to: is blank; the name of a role is needed.");
        else if (RelationalStore.IsFile(option.GetValue(CommonOptions.Store) ?? ""))
            option.AddError("--grant-to: a SQLite file knows no roles; --store must be a PostgreSQL connection string.");
    }
}
