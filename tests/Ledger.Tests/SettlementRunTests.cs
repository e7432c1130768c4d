using System.Collections;

namespace AccountGrains.Ledger.Tests;

/// <summary>Settlements whose store, whose lines or whose caller fail on the way.</summary>
public sealed class SettlementRunTests : IAsyncDisposable
{
    private static readonly Settlement Payday = new("payday", "shop");

    private readonly FaultyHost host = new();
    private int read;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_CommitsInDoubt_AsksAgainUntilEachLineIsPaidOnce(bool written)
    {
        await OpenAsync();
        var failures = 3;
        void Fail()
        {
            if (failures-- > 0) throw new StoreException(StoreProblem.Unreachable, "the connection was lost");
        }

        if (written)
        {
            host.Store.AfterCommit = Fail;
        }
        else
        {
            host.Store.BeforeCommit = _ =>
            {
                Fail();
                return Task.CompletedTask;
            };
        }

        var report = await RunAsync(Lines(20), new SettlementOptions { Concurrency = 4 });

        Assert.Equal((20, 20), (report.Lines, report.Paid + report.AlreadyPaid));
        Assert.Equal(written, report.AlreadyPaid > 0);
        Assert.Equal(20, await host.BalanceOf("bob"));
    }

    [Fact]
    public async Task Run_StoreAwayForLongerThanItsPatience_StopsAndTheNextGoesOn()
    {
        await OpenAsync();
        var commits = 0;
        host.Store.BeforeCommit = _ => ++commits > 2 ? throw new StoreException(StoreProblem.Full, "no room is left") : Task.CompletedTask;
        var impatient = new SettlementOptions { Concurrency = 1, Patience = TimeSpan.Zero };

        await FailsAsync("stopped after 2 lines were done; running the same settlement again is safe: request payday:3", Lines(5), impatient);
        host.Store.Heal();
        var report = await RunAsync(Lines(5));

        Assert.Equal((3, 2), (report.Paid, report.AlreadyPaid));
        Assert.Equal(5, await host.BalanceOf("bob"));
    }

    [Fact]
    public async Task Run_FirstFailureComesLate_IsPatientFromThenOn()
    {
        await OpenAsync();
        var clock = new LateClock();
        host.Store.BeforeCommit = _ =>
        {
            host.Store.Heal();
            clock.Late = new SettlementOptions().Patience;
            throw new StoreException(StoreProblem.Unreachable, "the connection was lost");
        };

        var report = await new SettlementRun(host.Ledger, time: clock).RunAsync(Payday, Lines(1));

        Assert.True(report.IsPaid);
        Assert.NotEqual(default, clock.Late);
    }

    [Fact]
    public async Task Run_StoreAwayWhenAllIsPaid_AsksAgainUntilItsEndIsRecorded()
    {
        await OpenAsync();
        host.Store.BeforeCompletion = () => throw new StoreException(StoreProblem.Offline, "no connection could be made");
        var impatient = new SettlementOptions { Patience = TimeSpan.Zero };

        await Assert.ThrowsAsync<StoreException>(() => RunAsync(Lines(5), impatient));
        host.Store.BeforeCompletion = () =>
        {
            host.Store.Heal();
            throw new StoreException(StoreProblem.Offline, "no connection could be made");
        };
        var report = await RunAsync(Lines(5));

        Assert.Equal((0, 5), (report.Paid, report.AlreadyPaid));
    }

    [Fact]
    public async Task Run_LineThatChangesWhileItIsPaid_StopsBeforeIt()
    {
        await OpenAsync();

        await FailsAsync("stopped after 2 lines were done", Lines(5, changed: 3));
        await FailsAsync("line 3 has changed since the run began", Lines(5, changed: 3));

        Assert.Equal(2, await host.BalanceOf("bob"));
    }

    [Fact]
    public async Task Run_LinesThatGoWhileTheyArePaid_IsNotComplete()
    {
        await OpenAsync();

        await FailsAsync("stopped after 3 lines were done; running the same settlement again is safe: 5 lines were there", Lines(5, left: 3));
    }

    [Fact]
    public async Task Run_ManyLines_HasNoMoreInFlightThanItMay()
    {
        await OpenAsync();
        var gate = await host.Stop();

        var run = RunAsync(Lines(10), new SettlementOptions { Concurrency = 3 });

        // 10 to register them, 3 on their way, and one that waits for its turn.
        Assert.Equal(14, read);
        gate.Open();
        Assert.True((await run).IsPaid);
    }

    [Fact]
    public async Task Run_Cancelled_EndsWhatIsOnItsWayAndBeginsNoMore()
    {
        await OpenAsync();
        var gate = await host.Stop();
        using var cancel = new CancellationTokenSource();
        var run = RunAsync(Lines(10), new SettlementOptions { Concurrency = 3 }, cancel.Token);

        await cancel.CancelAsync();
        gate.Open();

        var stopped = await Assert.ThrowsAsync<SettlementException>(() => run);
        Assert.EndsWith("cancelled", stopped.Message, StringComparison.Ordinal);
        // The one that waited for its turn was not begun.
        Assert.Equal(3, await host.BalanceOf("bob"));
    }

    [Fact]
    public async Task Run_CancelledWhenAllLinesAreOnTheirWay_ComesToItsEnd()
    {
        await OpenAsync();
        var gate = await host.Stop();
        using var cancel = new CancellationTokenSource();
        var run = RunAsync(Lines(3), cancellationToken: cancel.Token);

        await cancel.CancelAsync();
        gate.Open();

        Assert.Equal(3, (await run).Paid);
    }

    private async Task OpenAsync()
    {
        await host.Open("shop", 1_000);
        await host.Open("bob");
    }

    private Task<SettlementReport> RunAsync(
        IEnumerable<SettlementLine> lines, SettlementOptions? options = null, CancellationToken cancellationToken = default) =>
        new SettlementRun(host.Ledger, options).RunAsync(Payday, lines, cancellationToken: cancellationToken);

    private async Task FailsAsync(string problem, IEnumerable<SettlementLine> lines, SettlementOptions? options = null)
    {
        var stopped = await Assert.ThrowsAsync<SettlementException>(() => RunAsync(lines, options));
        Assert.Contains(problem, stopped.Message, StringComparison.Ordinal);
    }

    /// <summary>Lines that pay 1 each; from the second time that they are read one may be another, or some may be gone.</summary>
    private Reread Lines(int count, int? changed = null, int? left = null) => new(time =>
        Enumerable.Range(1, time == 1 ? count : left ?? count).Select(number =>
        {
            read++;
            return new SettlementLine(number, "bob", time > 1 && number == changed ? 2 : 1, "EUR");
        }));

    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Late.Ticks;
    }

    /// <summary>Lines that may be others each time that they are read.</summary>
    private sealed class Reread(Func<int, IEnumerable<SettlementLine>> read) : IEnumerable<SettlementLine>
    {
        private int times;

        public IEnumerator<SettlementLine> GetEnumerator() => read(++times).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
