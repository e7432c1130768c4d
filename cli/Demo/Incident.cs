using System.Globalization;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Demo;

/// <summary>One way in which money went wrong, told twice: by a small model of the code that did it, and by this ledger.</summary>
internal abstract class Incident
{
    protected const string Currency = "CNY";

    public abstract string Title { get; }

    /// <summary>What should come of it.</summary>
    public abstract string Expected { get; }

    public abstract Task<Telling> RunNaiveAsync();

    /// <summary>The same calls on the real host. A scene that crashes opens the store again.</summary>
    public abstract Task<Telling> RunOnLedgerAsync(Func<Task<IAccountStore>> open);

    protected Telling Tell(IReadOnlyList<string> story, string result) => new(story, result, result == Expected);

    protected static async Task FundAsync(IAccounts accounts, string account, decimal amount)
    {
        await accounts.ExecuteAsync(new OpenAccount($"open {account}", account, Currency));
        if (amount > 0) await accounts.ExecuteAsync(new Deposit($"fund {account}", account, amount, Currency));
    }

    protected static async Task<string> BalanceAsync(IAccounts accounts, string account) =>
        Show((await accounts.GetAsync(account))!.Balance);

    /// <summary>An amount without the zeros that its store adds.</summary>
    protected static string Show(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
}
