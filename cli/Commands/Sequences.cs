using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace AccountGrains.Cli.Commands;

/// <summary>Whole numbers as arguments, refused in the same words as the other fields.</summary>
internal static class Sequences
{
    public static Argument<long> Argument(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = argument => Parse(argument) ?? 0,
    };

    public static Option<long?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = Parse,
    };

    private static long? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= 1) return number;
        argument.AddError($"{Fields.NameOf(argument)}: '{text}' is not a whole number of 1 or more.");
        return null;
    }
}
