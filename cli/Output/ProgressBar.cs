using Spectre.Console;

namespace AccountGrains.Cli.Output;

/// <summary>Shows how far long work is, where somebody watches.</summary>
internal sealed class ProgressBar(IAnsiConsole? console)
{
    public Task<T> RunAsync<T>(string title, Func<Meter, Task<T>> work)
    {
        if (console is null) return work(new Meter(null, title));
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => work(new Meter(context.AddTask(Markup.Escape(title)), title)));
    }
}
