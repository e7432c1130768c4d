using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>
/// Reads options from the section. .NET's own binder takes 8 for 8 days, and says of a word in place of a number only which
/// type it is not.
/// </summary>
internal static class Binding
{
    public static void Fill<T>(IConfiguration section, T options)
        where T : notnull
    {
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (section[property.Name] is { } text)
                property.SetValue(options, Parse<T>($"{SiloOptions.Section}:{property.Name}", text, property.PropertyType));
        }
    }

    private static object Parse<T>(string key, string text, Type type)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(int))
            return int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : throw Refused("a whole number");
        if (type == typeof(TimeSpan))
        {
            var isTime = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time);
            return isTime && text.Contains(':', StringComparison.Ordinal) ? time : throw Refused("a time such as 00:00:08");
        }

        if (type.IsEnum)
        {
            var words = Enum.GetNames(type).Select(word => word.ToLowerInvariant()).ToArray();
            // The framework would also take the number of a word, and several words.
            return words.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse(type, text, ignoreCase: true) : throw Refused(string.Join(" or ", words));
        }

        throw new NotSupportedException($"{key}: no setting has the type {type}");

        OptionsValidationException Refused(string what) =>
            new(Options.DefaultName, typeof(T), [$"{key}: '{text}' must be {what}"]);
    }
}
