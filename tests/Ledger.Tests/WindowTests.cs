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
            .Trim(4)
            .Trim(size);

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
        var window = Window.Of("alice", [EntryOf(7), EntryOf(8), EntryOf(9)]).Add(EntryOf(10)).Trim(2);

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
        var window = Window.Of("alice", [.. Enumerable.Range(1, loaded).Select(EntryOf)]).Trim(size);
        var (last, lowest) = (loaded, Math.Max(loaded - size, 0));
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch; i++) window = window.Add(EntryOf(++last));
            // The newer half of a batch is stored later.
            var unstored = batch / 2;
            window = window.Trim(Math.Max(size, unstored));
            lowest = Math.Max(lowest, last - Math.Max(size, unstored));

            var kept = Enumerable.Range(lowest + 1, last - lowest).ToArray();
            Assert.Equal(kept.Length, window.Count);
            Assert.Equal(kept.Select(EntryOf), window.Entries);
            Assert.Equal(kept, Enumerable.Range(1, last + 1).Where(i => window.Find($"r{i}") is not null));
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(1_600)]
    public void Add_ToAWindowOfAnySize_AllocatesTheSame(int size)
    {
        var window = Enumerable.Range(1, 2 * size).Aggregate(Window.Empty, (window, i) => window.Add(EntryOf(i)).Trim(size));
        Entry[] entries = [.. Enumerable.Range((2 * size) + 1, size).Select(EntryOf)];
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var entry in entries) window = window.Add(entry).Trim(size);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / size, 1, 768);
    }

    [Fact]
    public void Add_ToAnEarlierVersion_LeavesTheOthersAsTheyWere()
    {
        var past = Filled(1, 2);

        var (one, other) = (past.Add(EntryOf(3)), past.Add(EntryOf(4)).Trim(1));

        Assert.Equal((2, 3, 1), (past.Count, one.Count, other.Count));
        Assert.NotNull(past.Find("r1"));
        Assert.Null(one.Find("r4"));
        Assert.Null(other.Find("r3"));
    }

    [Fact]
    public void Add_ToAnyVersionAgain_LeavesTheOthersAsTheyWere() => Prop
        .ForAll(Gen.Choose(0, 99).ArrayOf().ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), AddToAnyVersion)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));

    // Most often to the newest version, now and then to one that has a successor.
    private static void AddToAnyVersion(int[] choices, int size)
    {
        List<(Window Window, Entry[] Entries)> versions = [(Window.Empty, [])];
        foreach (var choice in choices)
        {
            var (window, entries) = versions[choice < 50 ? ^1 : choice % versions.Count];
            var next = EntryOf((int)(entries.LastOrDefault()?.Sequence ?? 0) + 1) with { RequestId = $"v{versions.Count}" };
            versions.Add((window.Add(next).Trim(size), [.. entries.Append(next).TakeLast(size)]));
        }

        foreach (var (window, entries) in versions)
        {
            Assert.Equal(entries, window.Entries);
            var found = Enumerable.Range(1, versions.Count).Select(i => window.Find($"v{i}")).OfType<Entry>();
            Assert.Equal(entries, found.OrderBy(entry => entry.Sequence));
        }
    }

    [Fact]
    public void Add_ToOneVersionOnManyThreads_GivesEachItsOwn()
    {
        var past = Filled(1, 5);
        var windows = new Window[64];

        Parallel.For(0, windows.Length, i => windows[i] = past.Add(EntryOf(6) with { RequestId = $"t{i}" }));

        Assert.All(windows.Index(), version => Assert.Equal([version.Index], Enumerable.Range(0, 64).Where(i => version.Item.Find($"t{i}") is not null)));
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
