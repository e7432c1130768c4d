using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Output;

/// <summary>Amounts as people write and read them.</summary>
internal static class Amounts
{
    public const string Expected = "a plain decimal number such as 12.34";

    // A decimal holds 28 digits for certain; of more, parsing would round some away without a word.
    private const int MaxLength = 28;

    public static bool TryParse(string text, out decimal amount)
    {
        amount = 0;
        return text.Length <= MaxLength && decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out amount);
    }

    /// <summary>The amount in a field of a file.</summary>
    /// <exception cref="InvalidCommandException">It is none.</exception>
    public static decimal ParseField(string text) => text is ""
        ? throw new InvalidCommandException("amount", $"is missing; {Expected} is needed")
        : TryParse(text, out var amount) ? amount : throw new InvalidCommandException("amount", $"'{text}' is not {Expected}");

    public static string ShowWithCurrency(decimal amount, string? currency) =>
        currency is null ? Show(amount, null) : $"{Show(amount, currency)} {currency}";

    /// <summary>With the decimals of the currency; where that is not at hand, with two if there are any.</summary>
    public static string Show(decimal amount, string? currency) =>
        amount.ToString(FormatOf(amount, currency), CultureInfo.InvariantCulture);

    private static string FormatOf(decimal amount, string? currency) =>
        currency is not null && Currency.Decimals(currency) is { } decimals ? $"N{decimals}" :
        decimal.IsInteger(amount) ? "#,0" :
        "#,0.00##";
}
