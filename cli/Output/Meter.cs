using Spectre.Console;

namespace AccountGrains.Cli.Output;

/// <summary>Told how far work is; draws nothing where nobody watches.</summary>
internal sealed class Meter(ProgressTask? task, string title)
{
    public void Report(long done, long total, string? rate = null)
    {
        if (task is null) return;
        task.MaxValue = Math.Max(total, 1);
        task.Value = done;
        if (rate is not null) task.Description = Markup.Escape($"{title} {rate}");
    }
}
