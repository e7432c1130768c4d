using System.Collections.Frozen;
using System.Text.Json;

namespace AccountGrains.Client;

/// <summary>The names of an enumeration in snake case, as the values of a tag.</summary>
internal static class TagValues<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(
        value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    /// <summary>What only a newer process knows is <c>other</c> here: whatever it sends, the values of a tag stay few.</summary>
    public static string Of(T value) => Words.GetValueOrDefault(value, "other");
}
