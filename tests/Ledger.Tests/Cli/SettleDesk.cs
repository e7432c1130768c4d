using System.Globalization;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests.Cli;

/// <summary>A shop with more money than its settlement, a file of what it pays to 100 accounts, and the command that does.</summary>
internal sealed class SettleDesk(TestDatabase database, int lines, string folder)
{
    private const int Payees = 100;

    public string Input { get; } = Path.Combine(folder, "payouts.csv");

    public string ReportFile => Input + ".2026-01.report.json";

    public static async Task<SettleDesk> OpenAsync(TestDatabase database, int lines, string folder)
    {
        await using var ledger = new EmbeddedLedger(await RelationalStore.OpenAsync(database.Store));
        await ledger.ExecuteAsync(new OpenAccount("open", "shop", "CNY"));
        await ledger.ExecuteAsync(new Deposit("fill", "shop", 10_000_000, "CNY"));
        await Task.WhenAll(Enumerable.Range(0, Payees).Select(i => ledger.ExecuteAsync(new OpenAccount("open", $"payee{i}", "CNY"))));
        var desk = new SettleDesk(database, lines, folder);
        await File.WriteAllLinesAsync(desk.Input, ["account,amount,currency,memo", .. Enumerable.Range(0, lines).Select(LineOf)]);
        return desk;
    }

    public AccountsProcess Start(string? input = null) =>
        AccountsProcess.Start("settle", input ?? Input, "--run", "2026-01", "--from", "shop", "--store", database.Store, "--json");

    public async Task<AccountsProcess.Ended> RunAsync(string? input = null)
    {
        using var process = Start(input);
        return await process.WaitAsync();
    }

    /// <summary>The lines that the shop has paid until now.</summary>
    public Task<long> CountPaidAsync() => database.CountAsync("entry WHERE account = 'shop' AND request_id LIKE '2026-01:%' AND outcome = 0");

    /// <summary>Starts a run and kills it with -9 once so many lines are paid; gives whether it was still running then.</summary>
    public async Task<bool> KillAtAsync(long paid)
    {
        using var process = Start();
        await process.RunsUntilAsync(async () => await CountPaidAsync() >= paid);
        process.Kill();
        return (await process.WaitAsync()).Code == 137;
    }

    /// <summary>Every line is paid once: by the request ids, by the balances, by the report and by the audit.</summary>
    public async Task AssertPaidOnceAsync()
    {
        Assert.Equal(lines, await CountPaidAsync());
        Assert.Equal(lines, await database.CountAsync("entry WHERE account <> 'shop' AND request_id LIKE '2026-01:%'"));
        foreach (var payee in await database.ReadAsync("SELECT id, balance FROM account WHERE id <> 'shop'"))
        {
            var i = int.Parse(payee.Split(' ')[0][5..], CultureInfo.InvariantCulture);
            var expected = Enumerable.Range(0, lines).Where(line => line % Payees == i).Sum(AmountOf);
            Assert.Equal(expected, decimal.Parse(payee.Split(' ')[1], CultureInfo.InvariantCulture));
        }

        Assert.Equal(
            [string.Create(CultureInfo.InvariantCulture, $"2026-01 shop {lines} {lines} 0 0 CNY {Enumerable.Range(0, lines).Sum(AmountOf):0.##}")],
            await database.ReadAsync("SELECT run, account, lines, paid, refused, conflicts, currency, total FROM settlement"));
        (await AccountsProcess.RunAsync("audit", "--store", database.Store)).Expect(0);
    }

    private static string LineOf(int i) => string.Create(CultureInfo.InvariantCulture, $"payee{i % Payees},{AmountOf(i)},CNY,\"order {i}\"");

    private static decimal AmountOf(int i) => (i % 997 + 1) / 100m;
}
