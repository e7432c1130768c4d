using AccountGrains.Client;
using AccountGrains.Ledger;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime.Messaging;

namespace AccountGrains.Cluster.Tests.Client;

/// <summary>What becomes of a command when silos answer, fail, go away or say nothing.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly JumpingClock clock = new();
    private readonly AccountsFixture fixture;

    public CommandTests() => fixture = new AccountsFixture(clock, random: 0.5);

    public static TheoryData<Exception> Interruptions => [
        new TimeoutException(),
        new SiloUnavailableException(),
        new ConnectionFailedException("no route"),
        new GatewayTooBusyException(),
        new StoreException(StoreProblem.Offline, "the database is away"),
        new ObjectDisposedException("a silo's store"),
        new OperationCanceledException("the silo stops"),
    ];

    public static TheoryData<int> EveryCommand => [.. Enumerable.Range(0, Sample.Commands.Length)];

    private FakeCluster Cluster => fixture.Cluster;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Execute_SiloAnswers_GivesItsReceipt()
    {
        Cluster.Answers(FakeCluster.Applied(isReplay: true));

        var receipt = await Send();

        Assert.Equal(new Receipt(Outcome.Applied, Sample.Entry(), IsReplay: true), receipt);
        Assert.Single(Cluster.Calls);
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public async Task Execute_EveryKind_GoesToTheGrainThatCarriesItOut(int index)
    {
        var command = Sample.Commands[index];
        Cluster.Answers(FakeCluster.Applied());

        await fixture.Accounts.ExecuteAsync(command);

        var expected = command switch
        {
            ReverseEntry => "transfer 0",
            Transfer => "account alice",
            _ => $"account {CommandMessage.Of(command).Account}",
        };
        Assert.Equal(expected, Assert.Single(Cluster.Calls).Grain);
    }

    [Theory]
    [InlineData("alice", "bob", "alice")]
    [InlineData("bob", "alice", "alice")]
    [InlineData("alice", "Zoe", "Zoe")]
    public async Task Execute_Transfer_GoesToTheAccountThatIsLockedFirst(string from, string to, string first)
    {
        Cluster.Answers(FakeCluster.Applied());

        await fixture.Accounts.ExecuteAsync(new Transfer("r1", from, to, 1, "EUR"));

        Assert.Equal($"account {first}", Assert.Single(Cluster.Calls).Grain);
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task Execute_Interrupted_SendsTheSameRequestAgain(Exception interruption)
    {
        Cluster.Answers(interruption, interruption, FakeCluster.Applied());

        var receipt = await Send();

        Assert.True(receipt.IsApplied);
        Assert.Equal(3, Cluster.Commands.Count);
        Assert.All(Cluster.Commands, message => Assert.Equal(CommandMessage.Of(Sample.Deposit), message));
    }

    [Fact]
    public async Task Execute_SiloFailsForNow_SendsTheSameRequestAgain()
    {
        Cluster.Answers(ReplyMessage.Failed("the queue is full"), FakeCluster.Applied());

        await Send();

        Assert.Equal(["r1", "r1"], Cluster.Commands.Select(message => message.RequestId));
    }

    [Theory]
    [InlineData(false, typeof(RequestFailedException))]
    [InlineData(true, typeof(RequestInDoubtException))]
    public async Task Execute_SiloFailsForGood_EndsAtOnce(bool inDoubt, Type expected)
    {
        Cluster.Answers(ReplyMessage.Failed("the store refused a row", inDoubt, final: true));

        var exception = (RequestException)await Assert.ThrowsAsync(expected, Send);

        Assert.Equal("r1", exception.RequestId);
        Assert.Contains("the store refused a row", exception.Message, StringComparison.Ordinal);
        Assert.Single(Cluster.Calls);
    }

    [Fact]
    public async Task Execute_EveryAttemptFailed_IsKnownToHaveFailed()
    {
        Cluster.Answers(new GatewayTooBusyException(), ReplyMessage.Failed("the queue is full"));

        var exception = await Assert.ThrowsAsync<RequestFailedException>(Send);

        Assert.Contains("the queue is full", exception.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(28), AccountsFixture.Deadline);
    }

    [Fact]
    public async Task Execute_OneAttemptInDoubtThenAllFailed_StaysInDoubt()
    {
        Cluster.Answers(new SiloUnavailableException(), ReplyMessage.Failed("the queue is full"));

        await Assert.ThrowsAsync<RequestInDoubtException>(Send);
    }

    [Fact]
    public async Task Execute_SiloIsInDoubt_StaysInDoubt()
    {
        Cluster.Answers(ReplyMessage.Failed("the database went away", inDoubt: true), ReplyMessage.Failed("no", final: true));

        await Assert.ThrowsAsync<RequestInDoubtException>(Send);
    }

    [Fact]
    public async Task Execute_NoAnswer_EndsInDoubtAtTheDeadline()
    {
        Cluster.Answers(FakeCluster.Silence);

        var exception = await Assert.ThrowsAsync<RequestInDoubtException>(Send);

        Assert.IsType<TimeoutException>(exception.InnerException);
        Assert.Equal(AccountsFixture.Deadline, clock.Elapsed);
        var pause = Backoff.Ceiling(1) * 0.5;
        Assert.Equal(
            [AccountsFixture.CallTimeout, pause, AccountsFixture.Deadline - AccountsFixture.CallTimeout - pause], clock.Waits);
    }

    [Fact]
    public async Task Execute_LateAttempt_HasOnlyWhatTheDeadlineLeaves()
    {
        Cluster.Answers(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(29));
            return new SiloUnavailableException();
        }).Answers(FakeCluster.Silence);

        await Assert.ThrowsAsync<RequestInDoubtException>(Send);

        Assert.Equal(TimeSpan.FromSeconds(1) - Backoff.Ceiling(1) * 0.5, clock.Waits[1]);
        Assert.Equal(AccountsFixture.Deadline, clock.Elapsed);
    }

    [Fact]
    public async Task Execute_KeepsFailing_WaitsLongerEachTime()
    {
        Cluster.Answers(ReplyMessage.Failed("the queue is full"));

        await Assert.ThrowsAsync<RequestFailedException>(Send);

        Assert.Equal(clock.Waits.Select((_, index) => Backoff.Ceiling(index + 1) * 0.5), clock.Waits);
        Assert.True(clock.Waits.Count > 20);
    }

    [Fact]
    public async Task Execute_BugInASilo_IsInDoubtAndNotTriedAgain()
    {
        var bug = new InvalidCastException("a bug");
        Cluster.Answers(bug);

        var exception = await Assert.ThrowsAsync<RequestInDoubtException>(Send);

        Assert.Same(bug, exception.InnerException);
        Assert.Single(Cluster.Calls);
    }

    [Fact]
    public async Task Execute_ReplyWithoutReceipt_IsInDoubt()
    {
        Cluster.Answers(new ReplyMessage());

        await Assert.ThrowsAsync<RequestInDoubtException>(Send);
    }

    [Fact]
    public async Task Execute_MessageOfTheRuntimePrintsTheRequest_IsNotRepeatedToTheCaller()
    {
        Cluster.Answers(new SiloUnavailableException("could not forward Deposit { Account = alice, Amount = 0.01 }"));

        var exception = await Assert.ThrowsAsync<RequestInDoubtException>(Send);

        Assert.DoesNotContain("alice", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_NoSiloKnown_IsKnownToHaveFailed()
    {
        Cluster.NoGrains = new ArgumentException("Could not find an implementation");

        await Assert.ThrowsAsync<RequestFailedException>(Send);

        Assert.True(clock.Waits.Count > 1);
    }

    [Fact]
    public async Task Execute_ClientStopped_FailsAtOnce()
    {
        await fixture.Lifetime.StopAsync();
        Cluster.Answers(FakeCluster.Applied());

        await Assert.ThrowsAsync<RequestFailedException>(Send);

        Assert.Empty(Cluster.Calls);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Execute_ClientStopsMeanwhile_EndsInDoubtWithoutWaitingForTheDeadline()
    {
        Cluster.Answers(() =>
        {
            _ = fixture.Lifetime.StopAsync();
            return new SiloUnavailableException();
        });

        await Assert.ThrowsAsync<RequestInDoubtException>(Send);

        Assert.Single(Cluster.Calls);
        Assert.Single(clock.Waits);
    }

    [Fact]
    public async Task Execute_Malformed_IsNeverSent()
    {
        Command[] malformed =
        [
            new Deposit("", "alice", 1m, "CNY"),
            new Deposit("r1", "al ice", 1m, "CNY"),
            new Deposit("r1", "alice", 0m, "CNY"),
            new Withdraw("r1", "alice", 0.001m, "CNY"),
            new Withdraw("r1", "alice", 1m, "XYZ"),
            new Transfer("r1", "alice", "alice", 1m, "CNY"),
            new Transfer("r1", []),
            new ReverseEntry("r1", "alice", 0),
            new CloseAccount("r1", "alice") { Memo = "\n" },
        ];
        foreach (var command in malformed)
            await Assert.ThrowsAsync<InvalidCommandException>(() => fixture.Accounts.ExecuteAsync(command));

        Assert.Empty(Cluster.Calls);
    }

    [Fact]
    public async Task Execute_CancelledBefore_IsNeverSent()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Accounts.ExecuteAsync(Sample.Deposit, new CancellationToken(canceled: true)));

        Assert.Empty(Cluster.Calls);
    }

    [Fact]
    public async Task Execute_CancelledWhileItWaitsForAnAnswer_EndsAtOnce()
    {
        using var patient = new AccountsFixture(new FakeTimeProvider());
        using var cancellation = new CancellationTokenSource();
        patient.Cluster.Answers(FakeCluster.Silence);
        var execution = patient.Accounts.ExecuteAsync(Sample.Deposit, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => execution);
        Assert.Single(patient.Cluster.Calls);
    }

    [Fact]
    public async Task Execute_CancelledWhileItPauses_EndsAtOnce()
    {
        using var patient = new AccountsFixture(new FakeTimeProvider(), random: 0.5);
        using var cancellation = new CancellationTokenSource();
        patient.Cluster.Answers(new TimeoutException());
        var execution = patient.Accounts.ExecuteAsync(Sample.Deposit, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => execution);
        Assert.Single(patient.Cluster.Calls);
    }

    private Task<Receipt> Send() => fixture.Accounts.ExecuteAsync(Sample.Deposit);
}
