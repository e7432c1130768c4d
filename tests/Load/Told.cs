using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Load;

/// <summary>
/// What a caller was told about a request, as text: <c>Applied a01 17</c>, the outcome and its entry; or <c>failed: why</c>, or
/// <c>in doubt: why</c>.
/// </summary>
internal sealed record Told(string Words)
{
    private const string FailedWord = "failed: ";
    private const string InDoubtWord = "in doubt: ";

    private readonly string[] words = Words.Split(' ');

    public bool IsFailed => Words.StartsWith(FailedWord, StringComparison.Ordinal);

    public bool IsInDoubt => Words.StartsWith(InDoubtWord, StringComparison.Ordinal);

    public bool IsKnown => Outcome is not null;

    /// <summary>The outcome, or null where there was none.</summary>
    public Outcome? Outcome => IsFailed || IsInDoubt ? null : Enum.Parse<Outcome>(words[0]);

    /// <summary>The account of the entry that records the outcome.</summary>
    public string Account => words[1];

    public long Sequence => long.Parse(words[2], CultureInfo.InvariantCulture);

    /// <summary>Asks for an outcome once, with all the attempts of the client.</summary>
    public static async Task<Told> ByAsync(IAccounts accounts, Command command)
    {
        try
        {
            return Of(await accounts.ExecuteAsync(command));
        }
        catch (RequestFailedException failed)
        {
            return new Told(FailedWord + OneLine(failed));
        }
        catch (RequestInDoubtException unknown)
        {
            return new Told(InDoubtWord + OneLine(unknown));
        }
    }

    public static Told Of(Receipt receipt) => new($"{receipt.Outcome} {receipt.Entry.Account} {receipt.Entry.Sequence}");

    public bool Equals(Told? other) => other is not null && Words == other.Words;

    public override int GetHashCode() => Words.GetHashCode(StringComparison.Ordinal);

    private static string OneLine(Exception failure) => failure.Message.ReplaceLineEndings(" ").Replace('\t', ' ');
}
