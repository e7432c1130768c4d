namespace AccountGrains.Ledger;

/// <summary>The other side of a sent transfer, in one word: <c>bob</c>, or <c>bob@east</c> in another ledger.</summary>
internal static class Party
{
    // Neither an account's id nor a ledger's name can have it.
    private const char Separator = '@';

    public static string Of(string account, string? ledger) => ledger is null ? account : $"{account}{Separator}{ledger}";

    public static (string Account, string? Ledger) Parse(string party) =>
        party.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? (party[..at], party[(at + 1)..]) : (party, null);
}
