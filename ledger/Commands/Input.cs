using System.Buffers;
using System.Globalization;
using System.Text;

namespace AccountGrains.Ledger;

/// <summary>What every field of a command must be. A message names the field, the problem of the value and the limit.</summary>
internal static class Input
{
    public const int MaxIdLength = 128;
    public const int MaxNameLength = 64;
    public const int MaxMemoLength = 256;
    public const int MaxDecimals = 4;

    /// <summary>Balances, held amounts and amounts stay below it on both sides of zero: DECIMAL(19,4) holds no more.</summary>
    public const decimal MaxAmount = 1_000_000_000_000_000m;

    private static readonly SearchValues<char> AccountCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._-");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static void AccountId(string field, string? value)
    {
        Length(field, value);
        if (value.AsSpan().IndexOfAnyExcept(AccountCharacters) is >= 0 and var at)
            throw new InvalidCommandException(field, $"has {Show(value[at])} at {at + 1}; allowed are A-Z a-z 0-9 : . _ -");
    }

    /// <summary>The name of an owner or of another ledger.</summary>
    public static void Name(string field, string? value)
    {
        Length(field, value, MaxNameLength);
        if (value.AsSpan().IndexOfAnyExcept(NameCharacters) is >= 0 and var at)
            throw new InvalidCommandException(field, $"has {Show(value[at])} at {at + 1}; allowed are A-Z a-z 0-9 . _ -");
    }

    public static void Sequence(string field, long value)
    {
        if (value < 1) throw new InvalidCommandException(field, $"{value} is below 1");
    }

    public static void RequestId(string field, string? value) => Printable(field, value, MaxIdLength);

    public static void RunId(string field, string? value) => Printable(field, value, Settlement.MaxRunLength);

    private static void Printable(string field, string? value, int most)
    {
        Length(field, value, most);
        if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') is >= 0 and var at)
            throw new InvalidCommandException(field, $"has {Show(value[at])} at {at + 1}; allowed is printable ASCII");
    }

    public static void CurrencyCode(string field, string? value)
    {
        if (string.IsNullOrEmpty(value)) throw new InvalidCommandException(field, "is missing; an ISO 4217 code is needed");
        if (Currency.Decimals(value) is null) throw new InvalidCommandException(field, $"'{value}' is not an ISO 4217 code");
    }

    public static void Money(string field, decimal value, string currencyField, string? currency)
    {
        CurrencyCode(currencyField, currency);
        if (value <= 0) throw new InvalidCommandException(field, $"{Show(value)} is not above 0");
        Limit(field, value, currency!);
    }

    public static void Limit(string field, decimal value, string currency)
    {
        if (value < 0) throw new InvalidCommandException(field, $"{Show(value)} is below 0");
        if (value >= MaxAmount) throw new InvalidCommandException(field, $"{Show(value)} is not below 10^15");
        var allowed = Currency.Decimals(currency)!.Value;
        if (decimal.Round(value, allowed) != value)
            throw new InvalidCommandException(field, $"{Show(value)} has more decimals than the {allowed} of {currency}");
    }

    public static void Time(string field, DateTimeOffset value)
    {
        if (value.UtcDateTime.Year is < 2000 or > 9998)
            throw new InvalidCommandException(field, $"{value:O} is not in the years 2000 to 9998");
    }

    public static void Defined<T>(string field, T value) where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) throw new InvalidCommandException(field, $"{value} is not one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public static void Memo(string? value)
    {
        if (value is null) return;
        if (value.Length > MaxMemoLength)
            throw new InvalidCommandException("memo", $"has {value.Length} characters; at most {MaxMemoLength} are allowed");
        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            // Half a surrogate pair is not text: PostgreSQL refuses it, and it would fail its neighbours in a batch.
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done || Rune.IsControl(rune))
            {
                throw new InvalidCommandException(
                    "memo", $"has {Show(rest[0])} at {value.Length - rest.Length + 1}; control characters are not allowed");
            }

            rest = rest[used..];
        }
    }

    private static void Length(string field, [System.Diagnostics.CodeAnalysis.NotNull] string? value, int most = MaxIdLength)
    {
        if (string.IsNullOrEmpty(value)) throw new InvalidCommandException(field, $"is missing; 1 to {most} characters are needed");
        if (value.Length > most)
            throw new InvalidCommandException(field, $"has {value.Length} characters; at most {most} are allowed");
    }

    private static string Show(char c) => c is > ' ' and <= '~' ? $"'{c}'" : $"U+{(int)c:X4}";

    private static string Show(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
