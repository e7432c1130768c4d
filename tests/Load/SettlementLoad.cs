using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Load;

/// <summary>Runs one settlement, always the same for a number of lines, and writes how many lines were paid, now and before.</summary>
internal sealed class SettlementLoad(IAccounts accounts, LoadOptions options)
{
    public const string Run = "payday";
    public const string Payer = "shop";
    public const string Currency = "CNY";

    public static string PayeeOf(int line, LoadOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"payee{line % options.Accounts}");

    public async Task RunAsync(CancellationToken stop)
    {
        var lines = Enumerable.Range(1, options.Settle).Select(line => new SettlementLine(line, PayeeOf(line, options), 0.01m, Currency));
        var report = await new SettlementRun(accounts).RunAsync(new Settlement(Run, Payer), lines, cancellationToken: stop);
        await File.WriteAllTextAsync(
            options.Results, string.Create(CultureInfo.InvariantCulture, $"{report.Paid} {report.AlreadyPaid}"), CancellationToken.None);
    }
}
