using Spectre.Console.Rendering;

namespace AccountGrains.Cli.Output;

/// <summary>A balance as of a time.</summary>
internal sealed record BalanceView(string Account, string Currency, DateTimeOffset At, decimal Balance)
{
    public static IRenderable Draw(BalanceView view) => Sheet.Values(
        ("account", view.Account),
        ("at", Words.Of(view.At)),
        ("balance", Amounts.ShowWithCurrency(view.Balance, view.Currency)));
}
