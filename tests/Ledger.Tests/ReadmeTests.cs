using AccountGrains.Storage;

namespace AccountGrains.Ledger.Tests;

/// <summary>The program of the README, compiled and run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Program_OfTheReadme_DoesWhatItSays()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("accounts.db");
        await using (var before = new EmbeddedLedger(await RelationalStore.OpenAsync(file)))
        {
            await before.ExecuteAsync(new OpenAccount("o-1", "alice", "CNY") { OverdraftLimit = 100 });
            await before.ExecuteAsync(new OpenAccount("o-2", "shop", "CNY"));
        }

        await using var accounts = new EmbeddedLedger(await RelationalStore.OpenAsync(file));
        var receipt = await accounts.ExecuteAsync(new Transfer("order-17", "alice", "shop", 30.00m, "CNY"));

        Assert.Equal(Outcome.Applied, receipt.Outcome);
        Assert.True((await accounts.ExecuteAsync(new Transfer("order-17", "alice", "shop", 30.00m, "CNY"))).IsReplay);
    }
}
