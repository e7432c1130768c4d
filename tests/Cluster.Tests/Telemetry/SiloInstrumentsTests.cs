using System.Diagnostics;
using System.Diagnostics.Metrics;
using AccountGrains.Client;
using AccountGrains.Grains;
using AccountGrains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Transactions;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>How commands and aborts are counted in a silo.</summary>
public sealed class SiloInstrumentsTests : IDisposable
{
    private static readonly CommandMessage Deposit = CommandMessage.Of(new Deposit("r", "alice", 1, "EUR"));

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory meters;
    private readonly SiloInstruments instruments;
    private readonly List<string> measured = [];

    public SiloInstrumentsTests()
    {
        meters = services.GetRequiredService<IMeterFactory>();
        instruments = new SiloInstruments(meters);
    }

    public void Dispose() => services.Dispose();

    [Theory]
    [InlineData(Outcome.Applied, false, "applied", "False")]
    [InlineData(Outcome.Applied, true, "applied", "True")]
    [InlineData(Outcome.RequestConflict, false, "request_conflict", "False")]
    [InlineData(Outcome.InsufficientFunds, false, "insufficient_funds", "False")]
    [InlineData((Outcome)999, false, "other", "False")]
    public void Answered_WithAReceipt_IsCountedByOutcome(Outcome outcome, bool isReplay, string name, string replayed)
    {
        using var listener = Listen();

        instruments.Answered(Deposit, new ReplyMessage { Outcome = (int)outcome, IsReplay = isReplay }, Stopwatch.GetTimestamp());

        Assert.Equal(
            [$"accounts.commands kind=deposit outcome={name} replayed={replayed}", "accounts.duration kind=deposit"], measured);
    }

    [Fact]
    public void Answered_InDoubt_IsCountedAsSuchToo()
    {
        using var listener = Listen();

        instruments.Answered(Deposit, ReplyMessage.Failed("lost", inDoubt: true), Stopwatch.GetTimestamp());
        instruments.Answered(Deposit, ReplyMessage.Failed("full"), Stopwatch.GetTimestamp());

        Assert.Equal(
            [
                "accounts.commands kind=deposit outcome=in_doubt replayed=False",
                "accounts.duration kind=deposit",
                "accounts.in_doubt kind=deposit",
                "accounts.commands kind=deposit outcome=failed replayed=False",
                "accounts.duration kind=deposit",
            ],
            measured);
    }

    [Fact]
    public void Answered_WhileNobodyListens_AllocatesNothing()
    {
        var reply = new ReplyMessage();
        instruments.Answered(Deposit, reply, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++) instruments.Answered(Deposit, reply, 0);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void AbortCause_OfAFailure_IsTheFirstThatSaysWhy()
    {
        Assert.Equal("stale", AbortCause.Of(new OrleansTransactionAbortedException("t", new StaleVersionException("a"))));
        Assert.Equal("taken", AbortCause.Of(new RequestTakenException("a")));
        Assert.Equal("store", AbortCause.Of(new OrleansException("x", new StoreException(StoreProblem.Offline, "away"))));
        Assert.Equal("broken_lock", AbortCause.Of(new OrleansBrokenTransactionLockException("t", "before prepare")));
        Assert.Equal("broken_lock", AbortCause.Of(new OrleansTransactionLockUpgradeException("t")));
        Assert.Equal("lock_timeout", AbortCause.Of(new OrleansTransactionPrepareTimeoutException("t", null)));
        Assert.Equal("lock_timeout", AbortCause.Of(new TimeoutException()));
        Assert.Equal("cascade", AbortCause.Of(new OrleansCascadingAbortException("t")));
        Assert.Equal("other", AbortCause.Of(new OrleansTransactionAbortedException("t", new InvalidOperationException())));
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, heard) =>
            {
                if (instrument.Meter.Scope == meters) heard.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        listener.Start();
        return listener;

        void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
    }
}
