using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Load;

/// <summary>A command as text that gives the same command again: <c>transfer a01 a02 5.25 EUR a01 a03 1 EUR</c>.</summary>
internal static class CommandText
{
    public static string Of(Command command) => command switch
    {
        OpenAccount { AccountKind: AccountKind.External } open => $"open {open.Account} {open.Currency} external busy",
        OpenAccount open => $"open {open.Account} {open.Currency}",
        Deposit deposit => $"deposit {deposit.Account} {Money(deposit.Amount, deposit.Currency)}",
        Withdraw withdraw => $"withdraw {withdraw.Account} {Money(withdraw.Amount, withdraw.Currency)}",
        Transfer transfer => $"transfer {string.Join(' ', transfer.Legs.Select(Text))}",
        ReverseEntry reverse => string.Create(CultureInfo.InvariantCulture, $"reverse {reverse.Account} {reverse.Sequence}"),
        PlaceHold hold => $"hold {hold.Account} {Money(hold.Amount, hold.Currency)}",
        CaptureHold capture => $"capture {capture.Account} {capture.Hold}",
        ReleaseHold release => $"release {release.Account} {release.Hold}",
        _ => throw new ArgumentException($"{command.GetType().Name} is not among the load", nameof(command)),
    };

    public static Command Parse(string id, string text) => text.Split(' ') switch
    {
        ["open", var account, var currency] => new OpenAccount(id, account, currency),
        ["open", var account, var currency, "external", "busy"] =>
            new OpenAccount(id, account, currency) { AccountKind = AccountKind.External, Busy = true },
        ["deposit", var account, var amount, var currency] => new Deposit(id, account, Amount(amount), currency),
        ["withdraw", var account, var amount, var currency] => new Withdraw(id, account, Amount(amount), currency),
        ["transfer", .. var legs] => new Transfer(id, [.. legs.Chunk(4).Select(ParseLeg)]),
        ["reverse", var account, var sequence] => new ReverseEntry(id, account, long.Parse(sequence, CultureInfo.InvariantCulture)),
        ["hold", var account, var amount, var currency] => new PlaceHold(id, account, Amount(amount), currency),
        ["capture", var account, var hold] => new CaptureHold(id, account, hold),
        ["release", var account, var hold] => new ReleaseHold(id, account, hold),
        _ => throw new FormatException(text),
    };

    private static string Text(Leg leg) => $"{leg.From} {leg.To} {Money(leg.Amount, leg.Currency)}";

    private static Leg ParseLeg(string[] words) => new(words[0], words[1], Amount(words[2]), words[3]);

    private static string Money(decimal amount, string currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount} {currency}");

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
