using System.Globalization;

namespace AccountGrains.Ledger;

/// <summary>
/// A settlement run: one account pays many. Each line is a transfer whose request id is made of the run and the line, so that
/// whoever runs it again, at the same time elsewhere or after a crash, pays nobody twice.
/// </summary>
/// <param name="Run">The run's id, 1 to 100 printable ASCII characters; one file or list of lines, for ever.</param>
/// <param name="From">The account that pays every line.</param>
public sealed record Settlement(string Run, string From)
{
    /// <summary>The most characters of a run's id: with any line number it is a request id.</summary>
    public const int MaxRunLength = 100;

    /// <summary>The request id of a line: run and number, joined by a colon.</summary>
    public static string RequestIdOf(string run, long line) => string.Create(CultureInfo.InvariantCulture, $"{run}:{line}");

    /// <summary>The transfer that pays a line.</summary>
    public Transfer PaymentOf(SettlementLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new Transfer(RequestIdOf(Run, line.Number), From, line.Account, line.Amount, line.Currency) { Memo = line.Memo };
    }

    internal void Check()
    {
        Input.RunId("run", Run);
        Input.AccountId("from", From);
    }

    /// <summary>The transfer with its fields checked; a message names the field of the line.</summary>
    internal Request RequestOf(SettlementLine line)
    {
        if (line.Malformed is { } malformed) throw malformed;
        try
        {
            return Request.Of(PaymentOf(line));
        }
        catch (InvalidCommandException payee) when (payee.Field == "to")
        {
            throw new InvalidCommandException("account", payee.Problem);
        }
    }
}
