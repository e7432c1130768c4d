using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>What is stored of a prepared transaction on an account, and what is promised with it.</summary>
[Collection(TransactionServer.Collection)]
public sealed class PreparedChangeTests(PostgresServer server) : BooksStorageTests(server)
{
    [SkippableFact]
    public async Task Prepare_OnAnAccountWithAnyNumberOfEntries_StoresTheSameSize()
    {
        var (small, large) = (await SizeWithEntriesAsync("young", 12), await SizeWithEntriesAsync("older", 90));

        Assert.Equal(small, large);
        Assert.InRange(small, 1, 1000);
    }

    [SkippableFact]
    public async Task Load_OfAChain_GivesEveryStateOfIt()
    {
        var activation = await OpenAsync("alice");
        var chain = Chain(activation.Account());
        await activation.PrepareAsync(chain);

        ExpectSame(chain, (await LoadAsync("alice")).Prepared());
    }

    [SkippableFact]
    public async Task Load_OfAChainWhoseHeadWasCommittedByAnotherActivation_GivesTheRest()
    {
        var activation = await OpenAsync("alice");
        var chain = Chain(activation.Account());
        await activation.PrepareAsync(chain);
        await (await LoadAsync("alice")).StoreAsync(commitUpTo: 4, abortAfter: null);

        var loaded = await LoadAsync("alice");

        ExpectSame(chain[2], loaded.Account());
        ExpectSame(chain[3..], loaded.Prepared());
    }

    [SkippableFact]
    public async Task Commit_OfALoadedChain_WritesItsEntriesAndHolds()
    {
        var activation = await OpenAsync("alice");
        var chain = Chain(activation.Account());
        await activation.PrepareAsync(chain);

        await (await LoadAsync("alice")).StoreAsync(commitUpTo: 1 + chain.Length, abortAfter: null);

        ExpectSame(chain[^1], (await LoadAsync("alice")).Account());
        Assert.Equal(chain[^1].Sequence, await Database.CountAsync($"entry WHERE account = '{Named("alice")}'"));
        Assert.Equal(["captured", "open", "expired", "released"], await HoldsAsync("alice"));
    }

    [SkippableFact]
    public async Task Cancel_OfAChain_LeavesItsHoldsAsTheyWere()
    {
        var activation = await LoadAsync("alice");
        await activation.CommitAsync(activation.Account().Open(100).Hold("h", 10, Deciding.Noon.AddHours(1)));
        var held = await LoadAsync("alice");
        await held.PrepareAsync(held.Account().Pay("late", 95, Deciding.Noon.AddHours(2)));

        await (await LoadAsync("alice")).StoreAsync(commitUpTo: null, abortAfter: 1);

        var loaded = await LoadAsync("alice");
        ExpectSame(held.Account(), loaded.Account());
        Assert.Empty(loaded.Prepared());
        Assert.Equal(["open"], await HoldsAsync("alice"));
    }

    [SkippableFact]
    public async Task Load_OfATransferThatLetAHoldExpire_GivesItsEntries()
    {
        var activation = await LoadAsync("alice");
        await activation.CommitAsync(activation.Account().Open(100).Hold("h", 10, Deciding.Noon.AddHours(1)));
        var held = await LoadAsync("alice");
        var paid = held.Account().Pay("late", 95, Deciding.Noon.AddHours(2));
        await held.PrepareAsync(paid);

        ExpectSame([paid], (await LoadAsync("alice")).Prepared());
        Assert.Equal([EntryKind.Expiry, EntryKind.Transfer], paid.Unstored.Select(entry => entry.Kind));
        await (await LoadAsync("alice")).StoreAsync(commitUpTo: 2, abortAfter: null);
        Assert.Equal(["expired"], await HoldsAsync("alice"));
    }

    [SkippableFact]
    public async Task Prepare_OfARequestThatHasAnOutcomeAndLeftMemory_IsRefused()
    {
        var activation = await WithoutMemoryOfAsync("alice", account => account.Pay("paid", 1));
        var again = activation.Account().Pay("paid", 1);

        await Assert.ThrowsAsync<RequestTakenException>(() => activation.PrepareAsync(again));

        await ExpectUnchanged("alice", activation);
    }

    [SkippableFact]
    public async Task Prepare_OfASecondReversal_IsRefused()
    {
        Entry? original = null;
        var activation = await WithoutMemoryOfAsync("alice", account =>
        {
            original = account.Deposit("original", 10).Unstored.Last();
            return Reverse(account.Deposit("original", 10), "undone", original);
        });
        var again = Reverse(activation.Account(), "undone again", original!);

        await Assert.ThrowsAsync<RequestTakenException>(() => activation.PrepareAsync(again));

        await ExpectUnchanged("alice", activation);
    }

    [SkippableFact]
    public async Task Prepare_BehindOneThatIsGood_IsRefusedWithIt()
    {
        var activation = await WithoutMemoryOfAsync("alice", account => account.Pay("paid", 1));
        var good = activation.Account().Pay("good", 1);

        await Assert.ThrowsAsync<RequestTakenException>(() => activation.PrepareAsync(good, good.Pay("paid", 1)));

        await ExpectUnchanged("alice", activation);
    }

    [SkippableFact]
    public async Task Commit_ThatHidesThatADecidedTransactionWasUndone_IsRefused()
    {
        var activation = await OpenAsync("alice");
        var promised = Pending.Account(2, activation.Account().Pay("paid", 3));
        promised.TransactionManager = NamedGrain.Participant(Named("bob"));
        await activation.PrepareAsync(promised);
        var manager = await OpenAsync("bob");
        manager.Metadata.CommitRecords.Add(Guid.Parse(promised.TransactionId), new CommitRecord
        {
            Timestamp = Pending.Noon,
            WriteParticipants = [NamedGrain.Participant(Named("alice")), NamedGrain.Participant(Named("bob"))],
        });
        await manager.CommitAsync(manager.Account().Deposit("received", 3));

        var behind = Pending.Account(3, activation.Account().Deposit("a", 1).Deposit("b", 1));
        await Assert.ThrowsAsync<StaleVersionException>(() => activation.StoreAsync(3, null, behind));

        Assert.Equal(97, (await activation.ReloadAsync()).CommittedState.Account.Balance);
    }

    /// <summary>Changes of every kind, some of them several in one transaction.</summary>
    private static AccountState[] Chain(AccountState account)
    {
        var paid = account.Pay("paid", 3);
        var held = paid.Hold("a", 30).Hold("b", 20, Deciding.Noon.AddDays(1)).Hold("c", 5, Deciding.Noon.AddMinutes(1));
        var captured = held.Capture("part of a", "a", 25);
        var expired = captured.Pay("after the expiry", 10, Deciding.Noon.AddMinutes(2));
        var settled = expired.Hold("d", 1).Release("not d", "d");
        return [paid, held, captured, expired, settled];
    }

    private static AccountState Reverse(AccountState account, string request, Entry original) => account
        .Learn(new Fact(new EntryLookup(account.Id, original.Sequence), original))
        .Do(new ReverseEntry(request, account.Id, original.Sequence));

    private Task<IReadOnlyList<string>> HoldsAsync(string name) =>
        Database.ReadAsync($"SELECT status FROM hold WHERE account = '{Named(name)}' ORDER BY id");

    private async Task<long> SizeWithEntriesAsync(string name, int entries)
    {
        var activation = await LoadAsync(name);
        var account = activation.Account().Open();
        for (var i = 1; i < entries; i++) account = account.Deposit($"deposit {i}", 1);
        await activation.CommitAsync(account);
        var loaded = await LoadAsync(name);
        await loaded.PrepareAsync(loaded.Account().Pay("transfer", 1));
        return long.Parse(Assert.Single(await Database.ReadAsync(
            $"SELECT octet_length(change::text) FROM prepared WHERE participant = '{Named(name)}'")), null);
    }
}
