using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using AccountGrains.Cli.Commands;
using AccountGrains.Cli.Demo;

namespace AccountGrains.Cli;

/// <summary>The whole command line: what there is to ask, and what the process exits with.</summary>
internal static class CommandLine
{
    // A batch that was sent to a slow database is answered before the process ends, so that nothing is left in doubt.
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    private const int WidthOfHelp = 100;

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            // Without a replacer a value that begins with @ is a value, not a file of arguments.
            var parsed = Root().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction) return Failure.Report(parsed);
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToEnd,
            });
        }
        catch (Exception failure)
        {
            return Failure.Report(failure);
        }
    }

    private static RootCommand Root()
    {
        var root = Commands();
        var help = (HelpAction)root.Options.OfType<HelpOption>().Single().Action!;
        // A terminal that does not know its width says 0.
        help.MaxWidth = help.MaxWidth is > 0 and < WidthOfHelp ? help.MaxWidth : WidthOfHelp;
        return root;
    }

    private static RootCommand Commands() =>
        new("Money accounts: every change happens exactly once, however often it is asked for.")
        {
            CommonOptions.Store,
            CommonOptions.Json,

            DemoCommand.Create(),
            OpenCommand.Create(),
            MoneyCommands.Deposit(),
            MoneyCommands.Withdraw(),
            TransferCommand.Create(),
            SendCommand.Create(),
            HoldCommands.Hold(),
            HoldCommands.Capture(),
            HoldCommands.Release(),
            ExpireCommand.Create(),
            ReverseCommand.Create(),
            StatusCommands.Freeze(),
            StatusCommands.Unfreeze(),
            StatusCommands.Close(),
            ShowCommand.Create(),
            StatementCommand.Create(),
            FindCommand.Create(),
            RelayCommand.Create(),
            AuditCommand.Create(),
            MigrateCommand.Create(),
            ImportCommand.Create(),
            SettleCommand.Create(),
        };
}
