using AccountGrains.Cli.Commands;
using AccountGrains.Cli.Output;
using AccountGrains.Storage;
using Spectre.Console;

namespace AccountGrains.Cli.Demo;

/// <summary>Shows the three incidents that shaped the ledger, and how they fail to happen here.</summary>
internal static class DemoCommand
{
    private static readonly Incident[] Incidents = [new SettlementIncident(), new StaleSnapshotIncident(), new TwoDatabasesIncident()];

    public static CliCommand Create()
    {
        var command = new CliCommand("demo", Example.Describe("Three ways to lose money, and how they fail to happen here.", "demo"));
        command.SetAction((_, cancellationToken) => RunAsync(new Report(json: false).Screen, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("accounts-demo-");
        try
        {
            var allRight = true;
            foreach (var (number, incident) in Incidents.Index())
            {
                console.MarkupLineInterpolated($"[bold]{number + 1}. {incident.Title}[/]  [grey](right: {incident.Expected})[/]");
                allRight &= await RunAsync(console, incident, Path.Combine(folder.FullName, $"{number}.db"), cancellationToken);
                console.WriteLine();
            }

            return allRight ? ExitCode.Done : ExitCode.Findings;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> RunAsync(IAnsiConsole console, Incident incident, string file, CancellationToken cancellationToken)
    {
        Tell(console, "naive code", await incident.RunNaiveAsync());
        var ours = await incident.RunOnLedgerAsync(async () => await RelationalStore.OpenAsync(file, cancellationToken: cancellationToken));
        Tell(console, "this ledger", ours);

        await using var store = await RelationalStore.OpenAsync(file, cancellationToken: cancellationToken);
        var audit = await store.AuditAsync(finding => console.WriteLine($"     {finding.Account}: {finding.Problem}"), null, cancellationToken);
        var (color, verdict) = audit.IsClean ? ("green", "clean") : ("red", $"{audit.Findings} findings");
        console.MarkupLineInterpolated($"   {"audit",-11}  {audit.Accounts} accounts, {audit.Entries} entries: [{color}]{verdict}[/]");
        return ours.IsRight && audit.IsClean;
    }

    private static void Tell(IAnsiConsole console, string who, Telling telling)
    {
        foreach (var (number, line) in telling.Story.Index())
            console.MarkupLineInterpolated($"   {(number == 0 ? who : ""),-11}  [grey]{line}[/]");
        var (color, verdict) = telling.IsRight ? ("green", "right") : ("red", "WRONG");
        console.MarkupLineInterpolated($"   {"",-11}  [{color}]{verdict}: {telling.Result}[/]");
    }
}
