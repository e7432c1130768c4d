using AccountGrains.Ledger;
using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>What an account becomes by commands, decided as its grain would.</summary>
internal static class Deciding
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static AccountState Do(this AccountState account, Command command, DateTimeOffset? now = null)
    {
        var request = Ledger.Request.Of(command);
        var part = request.Parts.Single(part => part.Account == account.Id);
        return Assert.IsType<PartDecision.Recorded>(PartDecider.Decide(account, request, part, now ?? Noon)).Account;
    }

    public static AccountState Open(this AccountState account, decimal balance = 0)
    {
        var opened = account.Do(new OpenAccount("open", account.Id, "EUR"));
        return balance == 0 ? opened : opened.Deposit("first", balance);
    }

    public static AccountState Deposit(this AccountState account, string request, decimal amount) =>
        account.Do(new Deposit(request, account.Id, amount, "EUR"));

    public static AccountState Pay(this AccountState account, string request, decimal amount, DateTimeOffset? now = null) =>
        account.Do(new Transfer(request, account.Id, "payee", amount, "EUR"), now);

    public static AccountState Hold(this AccountState account, string request, decimal amount, DateTimeOffset? expiry = null) =>
        account.Do(new PlaceHold(request, account.Id, amount, "EUR") { ExpiresAt = expiry });

    public static AccountState Capture(this AccountState account, string request, string hold, decimal amount) =>
        account.Do(new CaptureHold(request, account.Id, hold) { Amount = amount, Currency = "EUR" });

    public static AccountState Release(this AccountState account, string request, string hold) =>
        account.Do(new ReleaseHold(request, account.Id, hold));

    public static Books ToBooks(this AccountState account) => new() { Account = account };
}
