using AccountGrains.Ledger;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

internal static class AccountView
{
    public static IRenderable Draw(Account account)
    {
        var values = Sheet.Values(
            ("account", account.Id),
            ("kind", Words.Of(account.Kind) + (account.Busy ? ", busy" : "")),
            ("status", Words.Of(account.Status)),
            ("balance", Money(account, account.Balance)),
            ("held", Money(account, account.Held)),
            ("available", account.Kind == AccountKind.External ? "unlimited" : Money(account, account.Available)),
            ("overdraft limit", account.OverdraftLimit == 0 ? null : Money(account, account.OverdraftLimit)),
            ("entries", Words.Of(account.Sequence)));
        return account.Holds.Count == 0 ? values : new Rows(values, Holds(account));
    }

    private static Table Holds(Account account)
    {
        var table = Sheet.Table(Sheet.Column("open hold"), Sheet.Number("amount"), Sheet.Column("expires (UTC)"), Sheet.Column("owner"));
        foreach (var hold in account.Holds)
        {
            table.AddRow(
                new Text(hold.Id),
                new Text(Amounts.Show(hold.Amount, account.Currency)),
                new Text(hold.ExpiresAt is { } time ? Words.Of(time) : "never"),
                new Text(hold.Owner ?? "-"));
        }

        return table;
    }

    private static string Money(Account account, decimal amount) => Amounts.ShowWithCurrency(amount, account.Currency);
}
