using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>Prints results: text for people, or one JSON document.</summary>
internal sealed class Report
{
    private const int WidthOfFiles = 100;

    private readonly bool json;
    private readonly IAnsiConsole console = ConsoleOn(Console.Out);

    public Report(bool json)
    {
        this.json = json;
        Bar = new ProgressBar(BarConsole());
    }

    public ProgressBar Bar { get; }

    public void Write<T>(T document, Func<T, IRenderable> draw)
    {
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(document, Json.Options));
        else console.Write(draw(document));
    }

    public IAuditReport Audit() => json ? new AuditDocument(Console.OpenStandardOutput()) : new AuditText(console);

    // A bar shares the terminal with the text, which only one console can keep apart.
    private IAnsiConsole? BarConsole()
    {
        if (console.Profile.Out.IsTerminal) return json ? null : console;
        var error = ConsoleOn(Console.Error);
        return error.Profile.Out.IsTerminal ? error : null;
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!output.IsTerminal) console.Profile.Width = WidthOfFiles;
        return console;
    }
}
