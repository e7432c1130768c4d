using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// Few workers that gather what many ask for while they work, and do that together. Pieces that have something in common never
/// meet in a group. Whatever a group ends with is told to those who wait for it; the worker goes on.
/// </summary>
public sealed class GroupWork<TPiece, TResult> : IAsyncDisposable
{
    private readonly Func<TPiece, ISet<object>, bool> claim;
    private readonly Func<IReadOnlyList<TPiece>, Task<IReadOnlyList<TResult>>> work;
    private readonly int groupSize;
    private readonly int workers;
    private readonly Action<int>? queued;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards the queue, how many work on it, and whether more may come.
    private readonly Lock gate = new();
    private readonly Queue<Waiting> queue = [];
    private int working;
    private bool closed;

    /// <summary>Takes work from now on. A worker runs while there is any.</summary>
    /// <param name="claim">
    /// Adds what no two pieces of a group may have in common, or says false and adds nothing where another piece has it.
    /// </param>
    /// <param name="work">Does a group, and gives a result for each of its pieces.</param>
    /// <param name="groupSize">The most pieces of a group.</param>
    /// <param name="workers">The most groups that are worked on at the same time.</param>
    /// <param name="queued">Told how many more pieces wait to be worked on, or fewer.</param>
    public GroupWork(
        Func<TPiece, ISet<object>, bool> claim,
        Func<IReadOnlyList<TPiece>, Task<IReadOnlyList<TResult>>> work,
        int groupSize,
        int workers = 1,
        Action<int>? queued = null)
    {
        this.claim = claim;
        this.work = work;
        this.groupSize = groupSize;
        this.workers = workers;
        this.queued = queued;
    }

    /// <summary>Waits until the group that this piece gets into is done. How many may wait is bounded by who asks.</summary>
    public Task<TResult> AddAsync(TPiece piece)
    {
        var waiting = new Waiting(piece);
        // Unsafe, as a worker has no part in the context of whoever adds: the traces of the pieces that will come are others.
        if (Enqueue(waiting)) ThreadPool.UnsafeQueueUserWorkItem(static group => _ = group.RunAsync(), this, preferLocal: true);
        return waiting.Result.Task;
    }

    /// <summary>Does what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closed = true;
            if (working == 0) ended.TrySetResult();
        }

        await ended.Task.ConfigureAwait(false);
    }

    /// <summary>Puts a piece into the queue, and says whether one more worker is to be started.</summary>
    private bool Enqueue(Waiting waiting)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            queue.Enqueue(waiting);
            queued?.Invoke(1);
            if (working == workers) return false;
            working++;
            return true;
        }
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>();
        var claimed = new HashSet<object>();
        while (Gather(group, claimed)) await DoAsync(group).ConfigureAwait(false);
    }

    /// <summary>Takes the next group, or says that this worker has nothing more to do.</summary>
    private bool Gather(List<Waiting> group, HashSet<object> claimed)
    {
        group.Clear();
        claimed.Clear();
        lock (gate)
        {
            while (group.Count < groupSize && queue.TryPeek(out var next) && claim(next.Piece, claimed)) group.Add(queue.Dequeue());
            if (group.Count == 0 && --working == 0 && closed) ended.TrySetResult();
        }

        queued?.Invoke(-group.Count);
        return group.Count > 0;
    }

    private async Task DoAsync(List<Waiting> group)
    {
        try
        {
            var results = await work([.. group.Select(waiting => waiting.Piece)]).ConfigureAwait(false);
            for (var i = 0; i < group.Count; i++) group[i].Result.SetResult(results[i]);
        }
        catch (StoreException inTheWay) when (inTheWay.Problem is StoreProblem.Refused or StoreProblem.Locked && group.Count > 1)
        {
            // One row that the database refuses, or that somebody holds, must not fail its neighbours.
            var half = group.Count / 2;
            await DoAsync(group[..half]).ConfigureAwait(false);
            await DoAsync(group[half..]).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            foreach (var waiting in group) waiting.Result.SetException(failure);
        }
    }

    private sealed record Waiting(TPiece Piece)
    {
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
