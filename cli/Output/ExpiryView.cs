using AccountGrains.Ledger;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>How many holds expired, and how many stay open until their owners have decided.</summary>
internal sealed record ExpiryView(long Expired, long Waiting, IReadOnlyDictionary<string, long> Owners)
{
    public static ExpiryView Of(long expired, IReadOnlyList<PastExpiry> open)
    {
        var owners = open.Where(count => count.Owner is not null).ToDictionary(count => count.Owner!, count => count.Holds);
        return new(expired, owners.Values.Sum(), owners);
    }

    public static IRenderable Draw(ExpiryView view) => Sheet.Values(
    [
        ("expired", Words.Of(view.Expired)),
        ("waiting", view.Waiting == 0 ? "0" : $"{Words.Of(view.Waiting)}, for an owner to decide"),
        .. view.Owners.Select(owner => ($"  {owner.Key}", (string?)Words.Of(owner.Value))),
    ]);
}
