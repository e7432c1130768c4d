using System.Diagnostics;
using AccountGrains.Client;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using AccountGrains.Ledger.Tests;
using AccountGrains.Ledger.Tests.Storage;
using Orleans.Core.Internal;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>
/// An account whose activation is told to leave in the middle of a transfer. It takes no message before it has answered what it
/// works on, and that waits for a message: the decision of the transfer.
/// </summary>
public abstract class LeavingAccountTests(PostgresServer server, Placement placement) : IAsyncLifetime
{
    private static readonly AccountsOptions Options = new()
    {
        DatabaseTimeout = TimeSpan.FromSeconds(1),
        LockTimeout = TimeSpan.FromSeconds(5),
        CallTimeout = TimeSpan.FromSeconds(9),
    };

    private readonly Gate decision = new();
    private readonly FaultyTransactions store = new();
    private readonly List<string> slowed = [];
    private PostgresDatabase database = null!;
    private Cluster cluster = null!;
    private AccountGrain? alice;
    private Action<AccountGrain>? leave;

    public async Task InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        cluster = await Cluster.StartAsync(database.Store, Options, configure: silo =>
        {
            store.AddTo(silo);
            placement.AddTo(silo);
            silo.AddIncomingGrainCallFilter(SlowBobAsync);
        });
        foreach (var account in new[] { "alice", "bob", "carol" })
            await cluster.Accounts.ExecuteAsync(new OpenAccount("open", account, "EUR") { OverdraftLimit = 100 });
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null) await cluster.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Deposit_BehindATransferOnAnAccountThatLeaves_IsDone()
    {
        var first = await PromiseAsync();
        // The client's next message to bob comes after this one.
        var second = cluster.Accounts.ExecuteAsync(new Deposit("second", "bob", 1, "EUR"));

        await LeaveAsync();

        await ExpectDoneAsync(first, second);
    }

    [SkippableFact]
    public async Task Transfer_ManagedBehindATransferOnAnAccountThatLeaves_IsDone()
    {
        var first = await PromiseAsync();
        var second = cluster.Accounts.ExecuteAsync(new Transfer("second", "carol", "bob", 1, "EUR"));
        // Together it cannot be seen from outside.
        if (placement == Placement.Apart)
            await Eventually.Holds(async () => await database.CountAsync("prepared") == 2, "carol has promised, and bob manages");

        await LeaveAsync();

        await ExpectDoneAsync(first, second);
    }

    [SkippableFact]
    public async Task Transfer_ThatTakesLongerThanALock_IsDoneBeforeItsManagerLeaves()
    {
        Task? left = null;
        leave = account => left = account.LeaveAsync();

        var receipt = await cluster.Accounts.ExecuteAsync(new Transfer("slow", "alice", "bob", 1, "EUR"));
        await left!;

        Assert.True(receipt.IsApplied);
        // It was not given up and tried again.
        Assert.Equal(["ApplyAsync", "Prepare"], slowed);
        // What it has left open ends once somebody asks for it.
        await cluster.Accounts.GetAsync("alice");
        await Verdict.ExpectCleanAsync(database);
    }

    // Each of the two steps takes less than a lock may, and together they take more.
    private async Task SlowBobAsync(IIncomingGrainCallContext call)
    {
        if (call.Grain is AccountGrain { Id: "alice" } manager) alice = manager;
        if (leave is not null && call.Grain is AccountGrain { Id: "bob" } && call.MethodName is "ApplyAsync" or "Prepare")
        {
            if (slowed.Count == 0) leave(alice!);
            slowed.Add(call.MethodName);
            var reached = Stopwatch.GetTimestamp();
            await Eventually.Holds(() => Task.FromResult(Stopwatch.GetElapsedTime(reached) > Options.LockTimeout * 2 / 3), "it was slow");
        }

        await call.Invoke();
    }

    /// <summary>Begins a transfer that bob has promised and alice cannot decide yet.</summary>
    private async Task<Task<Receipt>> PromiseAsync()
    {
        store.BeforeWrite = write => write is { Id: "alice", Decide.Count: > 0 } ? decision.PassAsync() : Task.CompletedTask;
        var transfer = cluster.Accounts.ExecuteAsync(new Transfer("first", "alice", "bob", 10, "EUR"));
        await decision.Reached.WaitAsync(Eventually.Limit);
        return transfer;
    }

    private async Task LeaveAsync()
    {
        await cluster.Grains.GetGrain<IAccountGrain>("bob").AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        decision.Open();
    }

    private async Task ExpectDoneAsync(params Task<Receipt>[] commands)
    {
        Assert.All(await Task.WhenAll(commands), receipt => Assert.True(receipt.IsApplied));
        Assert.Equal(["11"], await database.ReadAsync("SELECT balance FROM account WHERE id = 'bob'"));
        await Verdict.ExpectCleanAsync(database);
    }
}
