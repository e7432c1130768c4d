using AccountGrains.Ledger;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>An outcome in one line.</summary>
internal static class OutcomeText
{
    public static IRenderable Draw(Outcome outcome, bool isReplay)
    {
        var text = outcome switch
        {
            Outcome.Applied => "applied",
            Outcome.RequestConflict => "rejected: request conflict, the entry below has this id with another content",
            _ => $"rejected: {Words.Of(outcome)}",
        };
        return new Text(isReplay ? $"{text} (replayed)" : text, outcome == Outcome.Applied ? Sheet.Good : Sheet.Bad);
    }
}
