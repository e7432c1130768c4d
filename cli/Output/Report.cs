using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>Prints results: text for people, or one JSON document.</summary>
internal sealed class Report
{
    private const int WidthOfFiles = 100;

    private readonly bool json;

    public Report(bool json)
    {
        this.json = json;
        Bar = new ProgressBar(BarConsole());
    }

    public ProgressBar Bar { get; }

    /// <summary>Where text for people goes; plain and 100 characters wide where it is not a terminal.</summary>
    public IAnsiConsole Screen { get; } = ConsoleOn(Console.Out);

    public void Write<T>(T document, Func<T, IRenderable> draw)
    {
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(document, Json.Options));
        else Screen.Write(draw(document));
    }

    public IAuditReport Audit() => json ? new AuditDocument(Console.OpenStandardOutput()) : new AuditText(Screen);

    // A bar shares the terminal with the text, which only one console can keep apart.
    private IAnsiConsole? BarConsole()
    {
        if (Screen.Profile.Out.IsTerminal) return json ? null : Screen;
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
