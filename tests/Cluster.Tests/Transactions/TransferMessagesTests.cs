using System.Collections.Concurrent;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;
using Orleans.Transactions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>What a transfer costs in messages: the account that is locked first carries it out, and has to tell itself nothing.</summary>
public sealed class TransferMessagesTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> calls = [];
    private string? lost;
    private Cluster cluster = null!;

    public async Task InitializeAsync()
    {
        cluster = await Cluster.StartAsync(store: null, configure: silo => silo.AddIncomingGrainCallFilter(NoteAsync));
        await cluster.Accounts.ExecuteAsync(new OpenAccount("open", "alice", "EUR") { OverdraftLimit = 100 });
        await cluster.Accounts.ExecuteAsync(new OpenAccount("open", "bob", "EUR") { OverdraftLimit = 100 });
        await cluster.Accounts.ExecuteAsync(new OpenAccount("open", "zoe", "EUR") { OverdraftLimit = 100, Busy = true });
        // Silos ask once which accounts are busy.
        foreach (var account in new[] { "bob", "zoe" })
            await cluster.Accounts.ExecuteAsync(new Transfer($"first {account}", "alice", account, 1, "EUR"));
    }

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Theory]
    [InlineData("alice", "bob")]
    [InlineData("bob", "alice")]
    public async Task Transfer_CarriedOutByTheAccountThatIsLockedFirst_SendsItNothingButTheVerdictOfTheOther(string from, string to)
    {
        Assert.Equal(
            ["alice: Execute", "alice: Prepared", "bob: Apply", "bob: Confirm", "bob: Prepare"],
            await CallsOfAsync(new Transfer("transfer", from, to, 1, "EUR"), "bob: Confirm"));
    }

    [Fact]
    public async Task Transfer_WithABusyAccount_IsManagedByThatOne()
    {
        Assert.Equal(
            ["alice: Confirm", "alice: Execute", "zoe: Apply", "zoe: PrepareAndCommit", "zoe: Prepared"],
            await CallsOfAsync(new Transfer("transfer", "alice", "zoe", 1, "EUR"), "alice: Confirm"));
    }

    [Fact]
    public async Task Transfer_WhoseQuestionToAnAccountHasNoAnswer_IsUndoneThereBeforeItIsTriedAgain()
    {
        lost = "bob: Apply";

        await CallsOfAsync(new Transfer("transfer", "alice", "bob", 1, "EUR"), "bob: Confirm");

        // Otherwise bob would be locked until his lock expires.
        Assert.Equal(["bob: Apply", "bob: Abort", "bob: Apply"], calls.Where(call => call is "bob: Apply" or "bob: Abort"));
    }

    [Fact]
    public async Task Transfer_ThatIsRefused_IsUndoneAndRecordedWhereItRuns()
    {
        var receipt = await cluster.Accounts.ExecuteAsync(new Transfer("too much", "alice", "bob", 1_000, "EUR"));

        Assert.Equal(Outcome.InsufficientFunds, receipt.Outcome);
        Assert.True((await cluster.Accounts.ExecuteAsync(new Transfer("after", "alice", "bob", 1, "EUR"))).IsApplied);
        Assert.True((await cluster.Accounts.ExecuteAsync(new Transfer("back", "bob", "alice", 1, "EUR"))).IsApplied);
    }

    [Fact]
    public void Answer_OfAStepOfATransaction_IsNotCopied()
    {
        Response answer = TransactionResponse.Create(Response.FromResult("applied"), new TransactionInfo());

        Assert.Same(answer, cluster.Services.GetRequiredService<DeepCopier<Response>>().Copy(answer));
    }

    /// <summary>The calls that a transfer is made of, up to the last, in the order of their names.</summary>
    private async Task<string[]> CallsOfAsync(Transfer transfer, string last)
    {
        // The transfers before may still be confirmed.
        await Eventually.Holds(() => Task.FromResult(calls.Count(call => call.EndsWith("Confirm", StringComparison.Ordinal)) == 2), "all are confirmed");
        calls.Clear();

        Assert.True((await cluster.Accounts.ExecuteAsync(transfer)).IsApplied);

        await Eventually.Holds(() => Task.FromResult(calls.Contains(last)), "it is confirmed");
        return [.. calls.Order(StringComparer.Ordinal)];
    }

    private async Task NoteAsync(IIncomingGrainCallContext call)
    {
        var name = call.Grain is AccountGrain account ? $"{account.Id}: {call.MethodName.Replace("Async", "", StringComparison.Ordinal)}" : null;
        if (name is not null) calls.Enqueue(name);
        await call.Invoke();
        if (name is null || name != lost) return;
        lost = null;
        throw new SiloUnavailableException("its silo has gone");
    }
}
