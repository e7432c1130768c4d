using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>From which version to which a schema was brought, 0 for an empty database, and who may use it now.</summary>
internal sealed record MigrationView(int From, int To, string? GrantedTo)
{
    public static IRenderable Draw(MigrationView view) => new Rows(
        new Text(view.From == view.To ? "up to date" : view.From == 0 ? "made" : "brought up to date", Sheet.Good),
        Sheet.Values(
        [
            ("from version", view.From == 0 ? "none, it was empty" : Words.Of(view.From)),
            ("to version", Words.Of(view.To)),
            ("granted to", view.GrantedTo),
        ]));
}
