using System.CommandLine;
using System.CommandLine.Parsing;
using AccountGrains.Cli.Output;

namespace AccountGrains.Cli.Commands;

/// <summary>
/// The arguments of the commands. Only what is no value at all is refused here, in the same words everywhere; the rules
/// of the fields are the ledger's.
/// </summary>
internal static class Fields
{
    public static Argument<string> Account(string description = "The account.") => Text("ACCOUNT", description);

    public static Argument<string> Currency() => Text("CURRENCY", "The currency of the amount, such as CNY.");

    public static Argument<string> Text(string name, string description) => new(name) { Description = description };

    public static Argument<decimal> Amount() => new("AMOUNT")
    {
        Description = "Above 0, such as 12.34.",
        CustomParser = argument => AmountOf(argument) ?? 0,
    };

    /// <summary>The amount of one value, or null with an error on the result.</summary>
    public static decimal? AmountOf(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Amounts.TryParse(text, out var amount)) return amount;
        argument.AddError($"{NameOf(argument)}: '{text}' is not {Amounts.Expected}.");
        return null;
    }

    /// <summary>The span of time that one value names, or null with an error on the result.</summary>
    public static Span? SpanOf(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Times.TryParse(text, out var span)) return span;
        argument.AddError($"{NameOf(argument)}: '{text}' is not {Times.Expected}.");
        return null;
    }

    public static string NameOf(ArgumentResult argument) =>
        argument.Parent is OptionResult option ? option.Option.Name : argument.Argument.Name;

    /// <summary>A CSV file with a header. Whether it is there is known before the store is opened, which would make one.</summary>
    public static Argument<string> CsvFile(string[] columns, string description) => new("FILE")
    {
        Description = $"CSV with the header {string.Join(',', columns)}. {description}",
        CustomParser = FileOf,
    };

    private static string? FileOf(ArgumentResult argument)
    {
        var file = argument.Tokens[0].Value;
        if (File.Exists(file)) return file;
        argument.AddError($"FILE: '{file}' {(Directory.Exists(file) ? "is a folder" : "does not exist")}; a CSV file is needed.");
        return null;
    }

    /// <summary>A time of which a bound begins.</summary>
    public static Option<DateTimeOffset?> From(string name, string description) => Time(name, description, span => span.First);

    /// <summary>A time at which a bound ends: a day or a minute counts to its end.</summary>
    public static Option<DateTimeOffset?> To(string name, string description) => Time(name, description, span => span.Last);

    private static Option<DateTimeOffset?> Time(string name, string description, Func<Span, DateTimeOffset> end) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = argument => SpanOf(argument) is { } span ? end(span) : null,
    };
}
