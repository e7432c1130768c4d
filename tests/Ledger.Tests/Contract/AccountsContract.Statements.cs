namespace AccountGrains.Ledger.Tests;

/// <summary>Reading the journal: statements, balances of the past, single requests; and the order of time.</summary>
public abstract partial class AccountsContract
{
    [SkippableFact]
    public async Task Statement_OfAJournal_IsDenseAndEachBalanceFollows()
    {
        await Open(Alice, 100);
        await Withdraw(Alice, 30);
        await Refuse(Outcome.InsufficientFunds, new Withdraw("too much", Alice, 999, "EUR"));
        await Capture(Alice, await Hold(Alice, 20));

        var entries = await EntriesOf(Alice);

        Assert.Equal([1, 2, 3, 4, 5, 6], entries.Select(entry => entry.Sequence));
        Assert.Equal([0, 100, 70, 70, 70, 50], entries.Select(entry => entry.Balance));
        Assert.All(entries, entry => Assert.Equal(Alice, entry.Account));
    }

    [SkippableTheory]
    [InlineData(null, null, false, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(null, null, true, new[] { 5, 4, 3, 2, 1 })]
    [InlineData(2, 4, false, new[] { 2, 3, 4 })]
    [InlineData(2, 4, true, new[] { 4, 3, 2 })]
    [InlineData(3, 3, false, new[] { 3 })]
    [InlineData(4, null, false, new[] { 4, 5 })]
    [InlineData(null, 2, true, new[] { 2, 1 })]
    [InlineData(6, null, false, new int[0])]
    [InlineData(4, 2, false, new int[0])]
    [InlineData(0, 99, false, new[] { 1, 2, 3, 4, 5 })]
    public async Task Statement_BySequence_HasBothBounds(int? from, int? to, bool newestFirst, int[] expected)
    {
        await OpenFiveEntries();
        var query = new StatementQuery(Alice) { FromSequence = from, ToSequence = to, NewestFirst = newestFirst };

        Assert.Equal(expected, await SequencesOf(query));
    }

    /// <summary>The entries are 10 s apart, the first at second 0.</summary>
    [SkippableTheory]
    [InlineData(10, 30, false, new[] { 2, 3, 4 })]
    [InlineData(10, 30, true, new[] { 4, 3, 2 })]
    [InlineData(11, 29, false, new[] { 3 })]
    [InlineData(null, -1, false, new int[0])]
    [InlineData(null, 0, false, new[] { 1 })]
    [InlineData(40, null, false, new[] { 5 })]
    [InlineData(41, null, false, new int[0])]
    public async Task Statement_ByTime_HasBothBounds(int? from, int? to, bool newestFirst, int[] expected)
    {
        var start = Now;
        await OpenFiveEntries();
        var query = new StatementQuery(Alice)
        {
            From = from is { } low ? start.AddSeconds(low) : null,
            To = to is { } high ? start.AddSeconds(high) : null,
            NewestFirst = newestFirst,
        };

        Assert.Equal(expected, await SequencesOf(query));
    }

    [SkippableTheory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(5, false)]
    [InlineData(20, true)]
    [InlineData(21, false)]
    [InlineData(1000, true)]
    public async Task Statement_PageByPage_HasEveryEntryOnce(int pageSize, bool newestFirst)
    {
        await Open(Alice);
        for (var i = 0; i < 20; i++) await Deposit(Alice, 1);
        var query = new StatementQuery(Alice) { PageSize = pageSize, NewestFirst = newestFirst, FromSequence = 2 };
        var read = new List<int>();
        var pages = 0;

        for (long? next = null; pages == 0 || next is not null; pages++)
        {
            var page = await Accounts.GetStatementAsync(query with { StartAt = next });
            read.AddRange(page.Entries.Select(entry => (int)entry.Sequence));
            next = page.Next;
        }

        var expected = Enumerable.Range(2, 20);
        Assert.Equal(newestFirst ? expected.Reverse() : expected, read);
        Assert.Equal((20 + pageSize - 1) / pageSize, pages);
    }

    [SkippableFact]
    public async Task Statement_OfNobody_IsEmpty()
    {
        var page = await Accounts.GetStatementAsync(new StatementQuery(Alice));

        Assert.Empty(page.Entries);
        Assert.Null(page.Next);
    }

    [SkippableFact]
    public async Task Balance_AsOfATime_IsThatAfterTheLastEntryByThen()
    {
        var start = Now;
        await OpenFiveEntries();

        Assert.Null(await BalanceAfter(-1));
        Assert.Equal(0, await BalanceAfter(0));
        Assert.Equal(0, await BalanceAfter(9.999));
        Assert.Equal(1, await BalanceAfter(10));
        Assert.Equal(1, await BalanceAfter(19.999));
        Assert.Equal(4, await BalanceAfter(40));
        Assert.Equal(4, await BalanceAfter(1_000_000));
        Task<decimal?> BalanceAfter(double seconds) => Accounts.GetBalanceAsync(Alice, start.AddSeconds(seconds));
    }

    [SkippableFact]
    public async Task Find_KnownAndUnknown_GivesTheEntryOrNull()
    {
        await Open(Alice);
        var deposit = await Deposit(Alice, 1);
        await Bury(Alice);

        Assert.Equal(deposit, await Accounts.FindAsync(Alice, deposit.RequestId));
        Assert.Null(await Accounts.FindAsync(Alice, "unknown"));
        Assert.Null(await Accounts.FindAsync(Bob, deposit.RequestId));
    }

    [SkippableFact]
    public async Task Time_ClockRunsBackwards_StandsStillOnTheAccount()
    {
        var start = Now;
        await Open(Alice);
        Pass(100);
        await Deposit(Alice, 1);
        Clock.AdjustTime(start.AddSeconds(50));
        var early = await Deposit(Alice, 2);
        await Open(Bob);
        await RestartAsync();
        await Transfer(Alice, Bob, 3);

        Assert.Equal(start.AddSeconds(100), early.Time);
        Assert.Equal([0, 100, 100, 100], (await EntriesOf(Alice)).Select(entry => (entry.Time - start).TotalSeconds));
        Assert.Equal(start.AddSeconds(50), (await EntriesOf(Bob))[0].Time);
    }

    [SkippableFact]
    public async Task Time_OfAnEntry_IsInMicrosecondsAndUtc()
    {
        Clock.Advance(TimeSpan.FromTicks(12_345_678));
        await Open(Alice);

        var time = (await EntriesOf(Alice))[0].Time;

        Assert.Equal(Now.AddTicks(-(Now.Ticks % TimeSpan.TicksPerMicrosecond)), time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    private async Task OpenFiveEntries()
    {
        await Open(Alice);
        for (var i = 0; i < 4; i++)
        {
            Pass(10);
            await Deposit(Alice, 1);
        }
    }

    private async Task<IEnumerable<int>> SequencesOf(StatementQuery query) =>
        (await Accounts.GetStatementAsync(query)).Entries.Select(entry => (int)entry.Sequence);

    [SkippableFact]
    public async Task Statement_FromATimeFinerThanAMicrosecond_LeavesOutWhatWasBeforeIt()
    {
        await Open(Alice);

        var page = await Accounts.GetStatementAsync(new StatementQuery(Alice) { From = Now.AddTicks(5) });

        Assert.Empty(page.Entries);
    }
}
