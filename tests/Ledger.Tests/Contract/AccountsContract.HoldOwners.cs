namespace AccountGrains.Ledger.Tests;

/// <summary>Holds with an owner, who decides once their expiry has passed. Nobody is asked here: that is the audit of holds.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task HoldWithAnOwner_PastItsExpiry_StaysOpenAndReserved()
    {
        await Open(Alice, 100);
        var hold = await OwnedHold(Alice, 100, Now.AddSeconds(10));
        Pass(3600);

        var account = await Get(Alice);
        Assert.Equal((100, 0), (account.Held, account.Available));
        Assert.Equal(new Hold { Id = hold, Amount = 100, ExpiresAt = Now.AddSeconds(-3590), Owner = "orders.eu-1" }, Assert.Single(account.Holds));
        await Refuse(Outcome.InsufficientFunds, new Withdraw("early", Alice, 1, "EUR"));
        Assert.DoesNotContain(await EntriesOf(Alice), entry => entry.Kind == EntryKind.Expiry);
    }

    [SkippableFact]
    public async Task HoldWithAnOwner_PastItsExpiry_IsCapturedAndReleasedLikeBefore()
    {
        await Open(Alice, 100);
        var (first, second) = (await OwnedHold(Alice, 30, Now.AddSeconds(1)), await OwnedHold(Alice, 20, Now.AddSeconds(1)));
        Pass(60);
        await Bury(Alice);
        await RestartAsync();

        Assert.Equal(-10, (await Capture(Alice, first, 10)).Amount);
        Assert.Equal(-20, (await Release(Alice, second)).Held);

        Assert.Empty((await Get(Alice)).Holds);
        await Refuse(Outcome.HoldSettled, new ReleaseHold("again", Alice, first));
    }

    [SkippableFact]
    public async Task Holds_WithAndWithoutAnOwnerPastTheirExpiry_OnlyTheLatterAreReleased()
    {
        await Open(Alice, 100);
        await OwnedHold(Alice, 30, Now.AddSeconds(1));
        var nobodys = await Hold(Alice, 20, Now.AddSeconds(2));
        Pass(60);
        await Deposit(Alice, 1);

        Assert.Equal(30, (await Get(Alice)).Held);
        Assert.Equal(nobodys, Assert.Single(await EntriesOf(Alice), entry => entry.Kind == EntryKind.Expiry).Hold);
        await Refuse(Outcome.HoldsOpen, new CloseAccount("close", Alice));
    }

    private async Task<string> OwnedHold(string account, decimal amount, DateTimeOffset expiresAt) =>
        (await Apply(new PlaceHold(NewId(), account, amount, "EUR") { ExpiresAt = expiresAt, Owner = "orders.eu-1" })).RequestId;
}
