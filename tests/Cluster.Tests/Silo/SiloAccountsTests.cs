using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>The accounts as they are given to what runs inside a silo.</summary>
public sealed class SiloAccountsTests
{
    [Fact]
    public async Task Execute_InsideASilo_IsSeenByItsClients()
    {
        await using var cluster = await Cluster.StartAsync(store: null);
        var inside = cluster.Services.GetRequiredService<IAccounts>();

        await inside.ExecuteAsync(new OpenAccount("open a", "a", "EUR") { OverdraftLimit = 10 });
        await inside.ExecuteAsync(new OpenAccount("open b", "b", "EUR"));
        var receipt = await inside.ExecuteAsync(new Transfer("pay", "a", "b", 3, "EUR"));

        Assert.Equal(Outcome.Applied, receipt.Outcome);
        Assert.Equal(3, (await cluster.Accounts.GetAsync("b"))!.Balance);
        Assert.Equal("pay", (await inside.FindAsync("b", "pay"))!.RequestId);
    }

    [Fact]
    public async Task Execute_InsideASiloThatStopped_FailsAtOnceAndSaysSo()
    {
        var cluster = await Cluster.StartAsync(store: null);
        var inside = cluster.Services.GetRequiredService<IAccounts>();
        await cluster.StopSiloAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => inside.ExecuteAsync(new OpenAccount("open a", "a", "EUR")));

        Assert.Contains("is stopped", failure.Message, StringComparison.Ordinal);
        await cluster.DisposeAsync();
    }
}
