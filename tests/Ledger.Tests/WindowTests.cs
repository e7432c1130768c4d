using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace AccountGrains.Ledger.Tests;

/// <summary>The bounded memory of processed requests, alone and under a host that stores more at once than it holds.</summary>
public sealed class WindowTests
{
    [Fact]
    public void Add_ManyEntries_EvictsNone()
    {
        var window = Filled(1, 300);

        Assert.Equal(300, window.Count);
        Assert.Equal(1, window.Find("r1")?.Sequence);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(4, 0)]
    [InlineData(5, 5)]
    [InlineData(6, 3)]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 5)]
    public void Trim_ToASize_KeepsTheNewest(int size, int loaded)
    {
        var window = Enumerable.Range(loaded + 1, 5 - loaded)
            .Aggregate(Window.Of("alice", [.. Enumerable.Range(1, loaded).Select(EntryOf)]), (window, i) => window.Add(EntryOf(i)))
            .Trim(4, unstored: 0)
            .Trim(size, unstored: 0);

        var kept = Enumerable.Range(1, 5).Where(i => window.Find($"r{i}") is not null);
        Assert.Equal(Enumerable.Range(1, 5).TakeLast(Math.Min(size, 4)), kept);
        Assert.Equal(Math.Min(size, 4), window.Count);
        Assert.Equal(kept.Select(EntryOf), window.Entries);
    }

    [Fact]
    public void Of_StoredEntries_GivesEachBackAsItWas()
    {
        Entry[] entries =
        [
            EntryOf(1) with { Outcome = Outcome.InsufficientFunds, Amount = -999_999_999_999_999.9999m, Memo = "für Zoë 💶", Time = new(2026, 11, 30, 0, 0, 0, default) },
            EntryOf(2) with { Kind = EntryKind.Capture, Amount = -1.50m, Held = -2m, Hold = "h1", Balance = 7.25m, Time = DateTimeOffset.UnixEpoch },
            EntryOf(3) with { Kind = EntryKind.Reversal, Reverses = 300, Counterparty = "bob,carol", Memo = "" },
            EntryOf(4) with { Time = new(2026, 1, 2, 3, 4, 5, 6, 7, default), Content = new Fingerprint([.. Enumerable.Range(1, 16).Select(i => (byte)i)]) },
        ];

        var window = Window.Of("alice", entries);

        Assert.Equal(entries, entries.Select(entry => window.Find(entry.RequestId)));
        Assert.Equal(entries, window.Entries);
        Assert.Null(window.Find("r5"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.5000")]
    [InlineData("-0.0001")]
    [InlineData("429496.7296")]
    [InlineData("999999999999999.9999")]
    [InlineData("-999999999999999.9999")]
    [InlineData("79228162514264337593543950335")]
    public void Of_AStoredAmount_GivesItBackToTheLastDigit(string amount)
    {
        var value = decimal.Parse(amount, CultureInfo.InvariantCulture);
        var entry = EntryOf(1) with { Amount = value, Balance = -value, Held = value };

        var found = Window.Of("alice", [entry]).Find("r1")!;

        Assert.Equal(entry, found);
        Assert.Equal(amount, found.Held.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Of_StoredEntries_EvictsTheOldestFirst()
    {
        var window = Window.Of("alice", [EntryOf(7), EntryOf(8), EntryOf(9)]).Add(EntryOf(10)).Trim(2, unstored: 0);

        Assert.Equal([9, 10], Enumerable.Range(7, 4).Where(i => window.Find($"r{i}") is not null));
    }

    [Fact]
    public void Trim_WhateverWasStoredInBetween_KeepsTheNewest() => Prop
        .ForAll(
            Gen.Choose(1, 200).ToArbitrary(),
            Gen.Choose(0, 200).ToArbitrary(),
            Gen.Choose(1, 60).ArrayOf().ToArbitrary(),
            StoreInBatches)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true));

    private static void StoreInBatches(int size, int loaded, int[] batches)
    {
        var window = Window.Of("alice", [.. Enumerable.Range(1, loaded).Select(EntryOf)]).Trim(size, unstored: 0);
        var (last, lowest) = (loaded, Math.Max(loaded - size, 0));
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch; i++) window = window.Add(EntryOf(++last));
            // The newer half of a batch is stored later.
            var unstored = batch / 2;
            window = window.Trim(Math.Max(size, unstored), unstored);
            lowest = Math.Max(lowest, last - Math.Max(size, unstored));

            var kept = Enumerable.Range(lowest + 1, last - lowest).ToArray();
            Assert.Equal(kept.Length, window.Count);
            Assert.Equal(kept.Select(EntryOf), window.Entries);
            Assert.Equal(kept, Enumerable.Range(1, last + 1).Where(i => window.Find($"r{i}") is not null));
        }
    }

    [Fact]
    public void Trim_AsEntriesAreStored_KeepsFewOfThemAsObjects()
    {
        var window = Enumerable.Range(1, 1_000).Aggregate(Window.Empty, (window, i) => window.Add(EntryOf(i)).Trim(128, unstored: 0));

        var objects = Enumerable.Range(873, 128).Count(i => ReferenceEquals(window.Find($"r{i}"), window.Find($"r{i}")));
        Assert.InRange(objects, 0, 3);
    }

    [Theory]
    [InlineData(128, 1_003, 3)]
    [InlineData(1_600, 1_049, 49)]
    public void Trim_OfAWindowOfAnySize_PacksAShareOfItAtATime(int size, int stored, int objects)
    {
        var window = Enumerable.Range(1, stored).Aggregate(Window.Empty, (window, i) => window.Add(EntryOf(i)).Trim(size, unstored: 0));

        Assert.Equal(objects, Enumerable.Range(1, stored).Count(i => window.Find($"r{i}") is { } found && ReferenceEquals(found, window.Find($"r{i}"))));
    }

    [Fact]
    public void Add_ToAnEarlierVersion_LeavesTheOthersAsTheyWere()
    {
        var past = Filled(1, 2);

        var (one, other) = (past.Add(EntryOf(3)), past.Add(EntryOf(4)).Trim(1, unstored: 0));

        Assert.Equal((2, 3, 1), (past.Count, one.Count, other.Count));
        Assert.NotNull(past.Find("r1"));
        Assert.Null(one.Find("r4"));
        Assert.Null(other.Find("r3"));
    }

    [Fact]
    public void Find_IdInOtherCase_IsNotTheSame() => Assert.Null(Filled(1, 1).Find("R1"));

    [Fact]
    public async Task Execute_BatchLargerThanTheWindow_LosesNoEntry()
    {
        await using var host = new FaultyHost(new EmbeddedOptions { Window = 2 });
        await host.Open("alice");
        Command[] deposits = [.. Enumerable.Range(0, 500).Select(i => new Deposit($"d{i}", "alice", 1, "EUR"))];
        var largest = 0;
        host.Store.BeforeCommit = accounts =>
        {
            largest = accounts.Max(account => account.Unstored.Count());
            return Task.CompletedTask;
        };

        var receipts = await Task.WhenAll(await host.SendTogether(deposits));

        Assert.Equal(500, largest);
        Assert.Equal(Enumerable.Range(1, 501).Select(i => (long)i), (await host.EntriesOf("alice")).Select(entry => entry.Sequence));
        for (var i = 0; i < deposits.Length; i++) Assert.Equal(receipts[i] with { IsReplay = true }, await host.Send(deposits[i]));
    }

    [Fact]
    public async Task Execute_DuplicatesInABatchLargerThanTheWindow_AreReplays()
    {
        await using var host = new FaultyHost(new EmbeddedOptions { Window = 1 });
        await host.Open("alice");
        Command[] deposits = [.. Enumerable.Range(0, 60).Select(i => new Deposit($"d{i % 20}", "alice", 1, "EUR"))];

        var receipts = await Task.WhenAll(await host.SendTogether(deposits));

        Assert.Equal([.. Enumerable.Repeat(false, 20), .. Enumerable.Repeat(true, 40)], receipts.Select(receipt => receipt.IsReplay));
        Assert.Equal(20, await host.BalanceOf("alice"));
    }

    private static Window Filled(int first, int count) =>
        Enumerable.Range(first, count).Aggregate(Window.Empty, (window, i) => window.Add(EntryOf(i)));

    private static Entry EntryOf(int sequence) => new()
    {
        Account = "alice",
        Sequence = sequence,
        RequestId = $"r{sequence}",
        Kind = EntryKind.Deposit,
        Outcome = Outcome.Applied,
        Balance = 0,
        Time = default,
        Content = default,
    };
}
