using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AccountGrains.Cli.Output;

/// <summary>Names and times of the ledger in the words of people.</summary>
internal static partial class Words
{
    /// <summary>"InsufficientFunds" as "insufficient funds".</summary>
    public static string Of<T>(T value) where T : struct, Enum => Joints().Replace(value.ToString(), " ").ToLowerInvariant();

    /// <summary>"InsufficientFunds" as "insufficientFunds": what files and JSON call it.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>So that it can be given as an argument again and is the same moment.</summary>
    public static string Exactly(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture);

    public static string Of(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Joints();
}
