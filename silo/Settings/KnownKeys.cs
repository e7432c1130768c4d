using AccountGrains.Grains;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>
/// Refuses keys that nothing reads: a typo must not leave a setting at its default without a word, nor a silo without its database.
/// </summary>
internal sealed class KnownKeys(IConfiguration configuration) : IValidateOptions<SiloOptions>
{
    private static readonly string[] Known =
    [
        .. typeof(SiloOptions).GetProperties().Select(property => property.Name),
        .. typeof(AdminOptions).GetProperties().Select(property => property.Name),
        .. typeof(AccountsOptions).GetProperties().Select(property => property.Name),
    ];

    private static readonly string[] Sections = [SiloOptions.Section, "ConnectionStrings"];

    /// <summary>All that can be set in the section.</summary>
    public static IReadOnlyList<string> All => Known;

    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var problems = new Problems();
        CheckSections(problems);
        CheckKeys(problems);
        return problems.Result;
    }

    // The environment has the sections of whoever likes: one that is nearly ours is a typo.
    private void CheckSections(Problems problems)
    {
        foreach (var section in configuration.GetChildren().Where(section => section.GetChildren().Any()))
        {
            var meant = Sections.FirstOrDefault(known => Distance(known.ToUpperInvariant(), section.Key.ToUpperInvariant()) is 1 or 2);
            if (meant is not null) problems.Add($"{section.Key} is not known: the section is {meant}");
        }
    }

    private void CheckKeys(Problems problems)
    {
        var keys = configuration.GetSection(SiloOptions.Section).AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Key != "" && pair.Value is not null)
            .Select(pair => pair.Key);
        foreach (var key in keys.Except(Known, StringComparer.OrdinalIgnoreCase))
        {
            var nearest = Known.MinBy(known => Distance(known.ToUpperInvariant(), key.ToUpperInvariant()));
            problems.Add($"{SiloOptions.Section}:{key} is not known: the nearest is {SiloOptions.Section}:{nearest}");
        }
    }

    /// <summary>How many letters must be added, removed or replaced.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
