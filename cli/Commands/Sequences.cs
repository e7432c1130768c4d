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
        CustomParser = argument => Parse(argument, long.MaxValue) ?? 0,
    };

    public static Option<long?> Option(string name, string description, long most = long.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument => Parse(argument, most),
    };

    private static long? Parse(ArgumentResult argument, long most)
    {
        var text = argument.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= most) return number;
        var range = most == long.MaxValue ? "of 1 or more" : $"from 1 to {most}";
        argument.AddError($"{Fields.NameOf(argument)}: '{text}' is not a whole number {range}.");
        return null;
    }
}
