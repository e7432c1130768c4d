using System.Collections.Concurrent;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace AccountGrains.Ledger.Tests;

/// <summary>Batches that are done at the same time, and what waits for them.</summary>
public sealed class LanesTests
{
    [Fact]
    public async Task Add_OfOtherAccounts_IsDoneAtTheSameTime()
    {
        await using var desk = new Desk();

        var (first, second) = (desk.Add("a", "b"), desk.Add("c"));

        await Task.WhenAll(first.Begun, second.Begun);
    }

    [Fact]
    public async Task Add_OfAnAccountThatIsBusy_WaitsForItsBatch()
    {
        await using var desk = new Desk();
        var first = await desk.AddAndBegin("a", "b");

        var second = desk.Add("b", "c");
        await desk.Pass("d");

        Assert.False(second.Begun.IsCompleted);
        first.End();
        await second.Begun;
    }

    [Fact]
    public async Task Add_OfAnAccountThatAnotherWaitsFor_DoesNotOvertakeIt()
    {
        await using var desk = new Desk();
        var first = await desk.AddAndBegin("a");

        var (waits, behind) = (desk.Add("a", "b"), desk.Add("b"));
        await desk.Pass("c");

        Assert.False(behind.Begun.IsCompleted);
        first.End();
        await Task.WhenAll(waits.Begun, behind.Begun);
        Assert.Same(waits.Batch, behind.Batch);
    }

    [Fact]
    public async Task Add_OfWhatMayChangeAnyAccount_IsDoneAlone()
    {
        await using var desk = new Desk();
        var before = await desk.AddAndBegin("a");

        var (alone, after) = (desk.AddAlone("b"), desk.Add("c"));
        Assert.False(alone.Begun.IsCompleted || after.Begun.IsCompleted);
        before.End();
        await alone.Begun;
        var late = desk.Add("d");

        Assert.Same(alone.Batch, after.Batch);
        Assert.False(late.Begun.IsCompleted);
        alone.End();
        after.End();
        await late.Begun;
    }

    [Fact]
    public async Task Add_ManyForOneAccount_AreOneBatch()
    {
        await using var desk = new Desk(fewestAhead: 100);
        var first = await desk.AddAndBegin("a");

        var waiting = desk.AddMany(50, "a");
        first.End();

        await Task.WhenAll(waiting.Select(piece => piece.Begun));
        Assert.All(waiting, piece => Assert.Same(waiting[0].Batch, piece.Batch));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public async Task Add_AsManyAsAreBeingStored_IsBegunBeforeThoseHaveEnded(int waiting, bool isAhead)
    {
        await using var desk = new Desk(batchSize: 3, fewestAhead: 2);
        var gate = await desk.AddAndBegin("a");
        var pieces = desk.AddMany(waiting, "a");

        gate.End();
        await pieces[0].Begun;
        await desk.Pass("b");

        if (isAhead) await pieces[3].Begun;
        Assert.Equal(isAhead, pieces[3].Batch is not null);
    }

    [Fact]
    public async Task Add_AheadOfTwo_IsNotBegun()
    {
        await using var desk = new Desk(lanes: 1, batchSize: 3, fewestAhead: 2);
        var gate = await desk.AddAndBegin("a");
        var pieces = desk.AddMany(30, "a");

        gate.End();
        await pieces[3].Begun;
        foreach (var piece in pieces) piece.End();
        await Task.WhenAll(pieces.Select(piece => piece.Begun));

        Assert.Equal(2, desk.MostBegun);
    }

    [Fact]
    public async Task Add_OneMoreThanMayWait_IsRefused()
    {
        await using var desk = new Desk(queueLength: 3);
        await desk.AddAndBegin("a");

        for (var i = 0; i < 3; i++) Assert.NotNull(desk.Add("a"));

        Assert.False(desk.Lanes.TryAdd(new Piece(["a"], namesAll: true)));
        Assert.False(desk.Lanes.IsClosed);
    }

    /// <summary>Whatever is asked for, all of it is done as one lane would have done it.</summary>
    [Fact]
    public void Add_AnyPieces_IsDoneAsIfOneAfterTheOther() => Prop
        .ForAll(
            Gen.Choose(0, 7).Select(i => i.ToString(CultureInfo.InvariantCulture)).NonEmptyListOf()
                .Select(accounts => accounts.Distinct().Take(3).ToArray()).ListOf().ToArbitrary(),
            Gen.Choose(1, 4).ToArbitrary(),
            Gen.Choose(1, 5).ToArbitrary(),
            (pieces, lanes, batchSize) => DoAllAsync([.. pieces], lanes, batchSize))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));

    private static async Task DoAllAsync(string[][] pieces, int lanes, int batchSize)
    {
        var (journal, busy) = (new ConcurrentQueue<Piece>(), new ConcurrentDictionary<string, Piece>());
        var desk = new Desk(lanes, batchSize, async batch =>
        {
            var accounts = batch.SelectMany(piece => piece.Accounts).Distinct().ToArray();
            foreach (var account in accounts) Assert.True(busy.TryAdd(account, batch[0]), $"{account} is in two batches at the same time");
            if (batch.Any(piece => !piece.NamesAllAccounts)) Assert.Equal(accounts.Length, busy.Count);
            foreach (var piece in batch) journal.Enqueue(piece);
            await Task.Yield();
            foreach (var account in accounts) busy.TryRemove(account, out _);
        }, fewestAhead: 1);
        Piece[] added = [.. pieces.Select((accounts, i) => i % 5 == 4 ? desk.AddAlone(accounts) : desk.Add(accounts))];
        await desk.DisposeAsync();

        Assert.Empty(desk.Failures);
        var place = journal.Select((piece, i) => (piece, i)).ToDictionary(done => done.piece, done => done.i);
        Assert.Equal(added.Length, place.Count);
        for (var later = 0; later < added.Length; later++)
            for (var sooner = 0; sooner < later; sooner++)
                if (added[sooner].Meets(added[later])) Assert.True(place[added[sooner]] < place[added[later]]);
    }

    /// <summary>Lanes whose batches end when a test says so.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly ConcurrentQueue<Piece> pieces = [];
        private readonly Func<List<Piece>, Task> work;
        private int begun;

        public Desk(
            int lanes = 2, int batchSize = 100, Func<List<Piece>, Task>? work = null, int queueLength = 1_000, int fewestAhead = 10)
        {
            this.work = work ?? (batch => Task.WhenAll(batch.Select(piece => piece.Ended)));
            Lanes = new Lanes(DoAsync, lanes, batchSize, queueLength, fewestAhead);
        }

        public Lanes Lanes { get; }

        public ConcurrentQueue<Exception> Failures { get; } = [];

        /// <summary>The most batches that had begun and not ended.</summary>
        public int MostBegun { get; private set; }

        public Piece Add(params string[] accounts) => Add(accounts, namesAll: true);

        public async Task<Piece> AddAndBegin(params string[] accounts)
        {
            var piece = Add(accounts);
            await piece.Begun;
            return piece;
        }

        public Piece[] AddMany(int count, params string[] accounts) => [.. Enumerable.Range(0, count).Select(_ => Add(accounts))];

        public Piece AddAlone(params string[] accounts) => Add(accounts, namesAll: false);

        /// <summary>Has something done, so that whatever could begin before it has begun.</summary>
        public async Task Pass(string account)
        {
            (await AddAndBegin(account)).End();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var piece in pieces) piece.End();
            await Lanes.DisposeAsync();
        }

        private Piece Add(string[] accounts, bool namesAll)
        {
            var piece = new Piece(accounts, namesAll);
            pieces.Enqueue(piece);
            Assert.True(Lanes.TryAdd(piece));
            return piece;
        }

        private async Task DoAsync(Batch batch, Batch? before)
        {
            try
            {
                MostBegun = Math.Max(MostBegun, Interlocked.Increment(ref begun));
                var taken = batch.Requests.Cast<Piece>().ToList();
                foreach (var piece in taken) piece.Begin(taken);
                batch.TellDecided(window: 1);
                if (before is not null) await before.WhenEnded;
                await work(taken);
            }
            catch (Exception failure)
            {
                Failures.Enqueue(failure);
            }

            Interlocked.Decrement(ref begun);
            batch.TellEnded();
        }
    }

    private sealed class Piece(string[] accounts, bool namesAll) : Pending("piece")
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override IReadOnlyList<string> Accounts => accounts;

        public override bool NamesAllAccounts => namesAll;

        public override bool IsAnswered => ended.Task.IsCompleted;

        public Task Begun => begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public Task Ended => ended.Task;

        public object? Batch { get; private set; }

        public void Begin(object batch)
        {
            Batch = batch;
            begun.SetResult();
        }

        public void End() => ended.TrySetResult();

        public bool Meets(Piece other) => !NamesAllAccounts || !other.NamesAllAccounts || Accounts.Intersect(other.Accounts).Any();

        public override Decision Decide(Func<string, AccountState?> find, DateTimeOffset now) => throw new NotSupportedException();

        public override void Complete() => End();

        protected override void End(RequestException failure) => End();
    }
}
