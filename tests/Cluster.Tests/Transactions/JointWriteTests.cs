using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests.Storage;
using AccountGrains.Storage;
using Orleans.Transactions.Abstractions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// What accounts of one silo promise to each other is in memory, and the manager writes it with its decision: all of it or nothing.
/// Here the manager is alice, and bob has promised.
/// </summary>
[Collection(TransactionServer.Collection)]
public sealed class JointWriteTests(PostgresServer server) : BooksStorageTests(server)
{
    private readonly Neighbours<Books> silo = new();
    private readonly Guid first = Guid.NewGuid();
    private readonly Guid second = Guid.NewGuid();
    private Activation<Books> alice = null!;
    private Activation<Books> bob = null!;
    private PendingTransactionState<Books>? newest;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        alice = await OpenHereAsync("alice");
        bob = await OpenHereAsync("bob");
    }

    [SkippableFact]
    public async Task Prepare_ForANeighbour_WritesNothing()
    {
        var before = await StoredAsync("bob");

        await bob.PrepareAsync(Paid(bob, first));

        Assert.Equal(before.Version, (await StoredAsync("bob")).Version);
        Assert.Empty((await StoredAsync("bob")).Prepared);
    }

    [SkippableFact]
    public async Task Prepare_ForSomebodyElsewhere_IsWritten()
    {
        await bob.PrepareAsync(Paid(bob, first, manager: "carol"));

        Assert.Equal(first, Assert.Single((await StoredAsync("bob")).Prepared).Transaction);
    }

    [SkippableFact]
    public async Task Prepare_ForSomebodyElsewhereBehindAPromiseToANeighbour_WritesBoth()
    {
        await PromiseBothAsync(managerOfSecond: "carol");

        Assert.Equal([first, second], (await StoredAsync("bob")).Prepared.Select(promise => promise.Transaction));
    }

    [SkippableFact]
    public async Task Decide_OfWhatANeighbourHasPromised_WritesBothAccountsAndNoDecision()
    {
        await bob.PrepareAsync(Paid(bob, first));

        await DecideAsync(first);

        await ExpectPaid("alice", "bob");
        Assert.Empty((await StoredAsync("alice")).Decided);
        Assert.Equal(93, bob.Stored.Account.Balance);
    }

    [SkippableFact]
    public async Task Decide_OfSeveralThatANeighbourHasPromised_WritesAllOfThem()
    {
        await PromiseBothAsync();

        await DecideAsync(first, second);

        Assert.Equal(86, (await StoredAsync("alice")).State.Account.Balance);
        Assert.Equal(86, (await StoredAsync("bob")).State.Account.Balance);
    }

    [SkippableFact]
    public async Task Decide_OfAPromiseBeforeAnotherToSomebodyElsewhere_KeepsThatOne()
    {
        await PromiseBothAsync(managerOfSecond: "carol");

        await DecideAsync(first);

        await ExpectPaid("alice", "bob");
        Assert.Equal(second, Assert.Single((await StoredAsync("bob")).Prepared).Transaction);
        Assert.Equal(["1"], await Database.ReadAsync($"SELECT prepared FROM account WHERE id = '{Named("bob")}'"));
    }

    [SkippableFact]
    public async Task Decide_OfTheFirstOfTwoPromises_KeepsTheOther()
    {
        await PromiseBothAsync();
        await DecideAsync(first);

        await DecideAsync(second);

        Assert.Equal(86, (await StoredAsync("bob")).State.Account.Balance);
    }

    [SkippableFact]
    public async Task Decide_BehindAPromiseToAnotherManager_IsRefused()
    {
        await OpenHereAsync("carol");
        await PromiseBothAsync(managerOfFirst: "carol");

        await Assert.ThrowsAsync<StaleVersionException>(() => DecideAsync(second));

        await ExpectUnpaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Decide_WithOneHereAndOneElsewhere_WritesTheDecisionForTheOther()
    {
        var carol = await OpenAsync("carol");
        await carol.PrepareAsync(Paid(carol, first));
        await bob.PrepareAsync(Paid(bob, first));

        await DecideAsync([first], "bob", "carol");

        await ExpectPaid("alice", "bob");
        Assert.Equal(first, Assert.Single((await StoredAsync("alice")).Decided).Transaction);
        Assert.True(Assert.Single((await StoredAsync("carol")).Prepared).IsDecided);
    }

    [SkippableFact]
    public async Task Decide_WhereOneElsewhereHasNotPromised_WritesNeither()
    {
        await OpenAsync("carol");
        await bob.PrepareAsync(Paid(bob, first));

        await Assert.ThrowsAsync<StaleVersionException>(() => DecideAsync([first], "bob", "carol"));

        await ExpectUnpaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Decide_AfterTheNeighbourGaveUp_IsRefused()
    {
        await bob.PrepareAsync(Paid(bob, first));
        await bob.StoreAsync(commitUpTo: null, abortAfter: 1);

        await Assert.ThrowsAsync<StaleVersionException>(() => DecideAsync(first));

        await ExpectUnpaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Decide_OfWhatOneNeighbourHasForgotten_LeavesTheOthersAlone()
    {
        var carol = await OpenHereAsync("carol");
        await carol.PrepareAsync(Paid(carol, first));
        await bob.PrepareAsync(Paid(bob, first));
        await bob.ReloadAsync();

        await Assert.ThrowsAsync<StaleVersionException>(() => DecideAsync([first], "bob", "carol"));

        await carol.ReadAsync();
        await ExpectUnpaid("alice", "bob", "carol");
    }

    [SkippableFact]
    public async Task Prepare_ForANeighbourBesideWhatIsRefused_IsTakenBack()
    {
        await WithoutMemoryOfAsync("carol", account => account.Pay("paid", 1));
        var forgetful = await LoadHereAsync("carol");
        var paid = Of(2 + Window, second, manager: null, forgetful.Account().Pay("paid", 1));
        var promise = Of(3 + Window, first, "alice", paid.State.Account.Pay("other", 1));

        await Assert.ThrowsAsync<RequestTakenException>(() => forgetful.StoreAsync(paid.SequenceId, null, paid, promise));

        Assert.Contains(Assert.Single(forgetful.Refused).Promises, taken => taken.Transaction == first);
    }

    [SkippableFact]
    public async Task Prepare_WhileNothingIsKnownOfTheAccount_IsTakenBack()
    {
        bob.Question();

        await Assert.ThrowsAsync<StaleVersionException>(() => bob.PrepareAsync(Paid(bob, first)));

        Assert.Equal(first, Assert.Single(Assert.Single(bob.Refused).Promises).Transaction);
    }

    [SkippableFact]
    public async Task Prepare_ByWhoHasLeft_IsWritten()
    {
        await bob.LeaveAsync(silo);

        await bob.PrepareAsync(Paid(bob, first));

        Assert.Equal(first, Assert.Single((await StoredAsync("bob")).Prepared).Transaction);
    }

    [SkippableFact]
    public async Task Decide_AfterTheNeighbourHasLeft_IsRefused()
    {
        await bob.PrepareAsync(Paid(bob, first));
        await bob.LeaveAsync(silo);

        await Assert.ThrowsAsync<StaleVersionException>(() => DecideAsync(first));

        await ExpectUnpaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Decide_AfterSomebodyElseWroteToTheNeighbour_IsRefusedAndTheNeighbourLoadedAgain()
    {
        await bob.PrepareAsync(Paid(bob, first));
        var other = await LoadAsync("bob");
        await other.CommitAsync(other.Account().Deposit("deposit", 1));

        await Assert.ThrowsAsync<StaleVersionException>(() => DecideAsync(first));

        Assert.Equal(100, (await StoredAsync("alice")).State.Account.Balance);
        Assert.Equal(101, (await StoredAsync("bob")).State.Account.Balance);
        await Assert.ThrowsAsync<StaleVersionException>(() => bob.ReadAsync());
        Assert.Equal(101, (await bob.ReloadAsync()).CommittedState.Account.Balance);
    }

    [SkippableFact]
    public async Task Decide_OfARequestThatTheNeighbourHasForgotten_IsRefused()
    {
        await WithoutMemoryOfAsync("carol", account => account.Pay("paid", 1));
        var carol = await LoadHereAsync("carol");
        await carol.PrepareAsync(Of(2 + Window, first, "alice", carol.Account().Pay("paid", 1)));

        await Assert.ThrowsAsync<RequestTakenException>(() => DecideAsync([first], "carol"));

        Assert.Equal(100, (await StoredAsync("alice")).State.Account.Balance);
        await carol.ReadAsync();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decide_WithoutAnAnswer_LetsBothBeLoadedAgain(bool isDurable)
    {
        var lost = new LostAnswer(write => write.Joint.Count > 0, isDurable);
        var store = new FaultyTransactions(Store);
        lost.Await(store);
        alice = await LoadHereAsync("alice", store);
        await bob.PrepareAsync(Paid(bob, first));

        await Assert.ThrowsAsync<StoreException>(() => DecideAsync(first));

        await Assert.ThrowsAsync<StaleVersionException>(() => bob.ReadAsync());
        var expected = isDurable ? 93 : 100;
        Assert.Equal(expected, (await bob.ReloadAsync()).CommittedState.Account.Balance);
        Assert.Equal(expected, (await alice.ReloadAsync()).CommittedState.Account.Balance);
    }

    [SkippableFact]
    public async Task Decide_WhileNothingIsKnownOfTheNeighbour_IsRefused()
    {
        await bob.PrepareAsync(Paid(bob, first));
        bob.Question();

        await Assert.ThrowsAsync<StaleVersionException>(() => DecideAsync(first));

        await ExpectUnpaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Confirm_OfWhatTheManagerHasWritten_WritesNothing()
    {
        await bob.PrepareAsync(Paid(bob, first));
        await DecideAsync(first);
        var before = await StoredAsync("bob");

        await bob.StoreAsync(commitUpTo: 2, abortAfter: null);

        Assert.Equal(before.Version, (await StoredAsync("bob")).Version);
        Assert.Equal(93, bob.Stored.Account.Balance);
    }

    [SkippableFact]
    public async Task GiveUp_OfWhatTheManagerHasWritten_IsRefused()
    {
        await bob.PrepareAsync(Paid(bob, first));
        await DecideAsync(first);

        await Assert.ThrowsAsync<StaleVersionException>(() => bob.StoreAsync(commitUpTo: null, abortAfter: 1));

        await ExpectPaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Commit_ByWhoDoesNotKnowWhatTheManagerHasWritten_IsRefused()
    {
        await bob.PrepareAsync(Paid(bob, first));
        await DecideAsync(first);

        await Assert.ThrowsAsync<StaleVersionException>(
            () => bob.CommitAsync(Of(2, second, manager: null, bob.Account().Deposit("deposit", 1))));

        await ExpectPaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Commit_ThatHidesThatWhatTheManagerHasWrittenWasUndone_IsRefused()
    {
        await bob.PrepareAsync(Paid(bob, first));
        await DecideAsync(first);

        // Two deposits in place of the transfer and behind it: of the first, and of what it took the place of, nothing is said.
        var behind = Of(3, second, manager: null, bob.Account().Deposit("a", 1).Deposit("b", 1));
        await Assert.ThrowsAsync<StaleVersionException>(() => bob.CommitAsync(behind));

        await ExpectPaid("alice", "bob");
    }

    [SkippableFact]
    public async Task Commit_OfWhatWasNeverPromised_IsRefused()
    {
        await Assert.ThrowsAsync<StaleVersionException>(() => bob.StoreAsync(commitUpTo: 2, abortAfter: null));

        await ExpectUnpaid("bob");
    }

    [SkippableFact]
    public async Task Confirmed_AfterTheManagerHasWritten_IsWhatOrleansWasToldOf()
    {
        await PromiseBothAsync();
        await DecideAsync(first, second);
        var before = bob.Confirmed.Account.Balance;

        await bob.StoreAsync(commitUpTo: 2, abortAfter: null);
        var between = bob.Confirmed.Account.Balance;
        await bob.StoreAsync(commitUpTo: 3, abortAfter: null);

        Assert.Equal((100, 93, 86), (before, between, bob.Confirmed.Account.Balance));
    }

    [SkippableFact]
    public async Task Keep_OfATransaction_EndsWithTheStepAfterItsConfirmation()
    {
        await bob.PrepareAsync(Paid(bob, first));
        var promised = bob.HasKept(first);
        await DecideAsync(first);
        var written = bob.HasKept(first);
        await bob.StoreAsync(commitUpTo: 2, abortAfter: null);
        var confirmed = bob.HasKept(first);
        await bob.ReadAsync();

        Assert.Equal((false, true, true, false), (promised, written, confirmed, bob.HasKept(first)));
    }

    [SkippableFact]
    public async Task Commit_AfterTheManagerHasWritten_FollowsIt()
    {
        var paid = Paid(bob, first);
        await bob.PrepareAsync(paid);
        await DecideAsync(first);
        await bob.StoreAsync(commitUpTo: 2, abortAfter: null);

        await bob.CommitAsync(Of(3, second, manager: null, paid.State.Account.Deposit("deposit", 1)));

        Assert.Equal(94, (await StoredAsync("bob")).State.Account.Balance);
    }

    [SkippableFact]
    public async Task Collect_OfADecisionThatWasWrittenWhole_WritesNothing()
    {
        await bob.PrepareAsync(Paid(bob, first));
        await DecideAsync(first);
        var before = await StoredAsync("alice");
        await alice.ReadAsync();

        alice.Metadata.CommitRecords.Remove(first);
        await alice.ReadAsync();

        Assert.Equal(before.Version, (await StoredAsync("alice")).Version);
    }

    private Task<Activation<Books>> LoadHereAsync(string name) => LoadHereAsync(name, Store);

    private async Task<Activation<Books>> LoadHereAsync(string name, ITransactionStore<Books> store)
    {
        var activation = await Activation<Books>.LoadAsync(Named(name), store, silo);
        activation.Metadata.TimeStamp = Pending.Noon;
        return activation;
    }

    private async Task<Activation<Books>> OpenHereAsync(string name)
    {
        await OpenAsync(name);
        return await LoadHereAsync(name);
    }

    private Task<Participant<Books>> StoredAsync(string name) => Store.LoadAsync(Named(name));

    /// <summary>Bob promises one transfer after the other.</summary>
    private async Task PromiseBothAsync(string managerOfFirst = "alice", string managerOfSecond = "alice")
    {
        var paid = Paid(bob, first, managerOfFirst);
        await bob.PrepareAsync(paid);
        await bob.PrepareAsync(Paid(bob, second, managerOfSecond, after: paid));
    }

    private PendingTransactionState<Books> Paid(
        Activation<Books> activation, Guid transaction, string manager = "alice", PendingTransactionState<Books>? after = null)
    {
        var (sequence, account) = after is null
            ? (activation.Loaded.CommittedSequenceId, activation.Account())
            : (after.SequenceId, after.State.Account);
        return Of(sequence + 1, transaction, manager, Pay(account, transaction));
    }

    private static AccountState Pay(AccountState account, Guid transaction) => account.Pay($"request {transaction}", 7);

    private PendingTransactionState<Books> Of(long sequence, Guid transaction, string? manager, AccountState account)
    {
        var pending = Pending.Account(sequence, account);
        pending.TransactionId = transaction.ToString();
        pending.TransactionManager = manager is null ? default : NamedGrain.Participant(Named(manager));
        return pending;
    }

    private Task DecideAsync(params Guid[] transactions) => DecideAsync(transactions, "bob");

    /// <summary>Decides transfers that others have promised to alice, of which each pays 7 for her too.</summary>
    private Task DecideAsync(Guid[] transactions, params string[] participants)
    {
        var states = new List<PendingTransactionState<Books>>();
        foreach (var transaction in transactions)
        {
            alice.Metadata.CommitRecords.Add(transaction, new CommitRecord
            {
                Timestamp = Pending.Noon,
                WriteParticipants = [.. participants.Prepend("alice").Select(name => NamedGrain.Participant(Named(name)))],
            });
            states.Add(newest = newest is null
                ? Of(alice.Loaded.CommittedSequenceId + 1, transaction, manager: null, Pay(alice.Account(), transaction))
                : Of(newest.SequenceId + 1, transaction, manager: null, Pay(newest.State.Account, transaction)));
        }

        return alice.StoreAsync(states[^1].SequenceId, null, [.. states]);
    }

    private async Task ExpectPaid(params string[] names)
    {
        foreach (var name in names) Assert.Equal(93, (await StoredAsync(name)).State.Account.Balance);
    }

    private async Task ExpectUnpaid(params string[] names)
    {
        foreach (var name in names) Assert.Equal(100, (await StoredAsync(name)).State.Account.Balance);
    }
}
