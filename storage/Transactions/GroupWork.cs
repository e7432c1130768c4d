using System.Diagnostics;
using System.Threading.Channels;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>
/// Few workers that gather what many ask for while they work, and do that together. Two pieces of one key never meet in a
/// group. Whatever a group ends with is told to those who wait for it; the worker goes on.
/// </summary>
public sealed class GroupWork<TPiece, TResult> : IAsyncDisposable
{
    private readonly Func<TPiece, object> key;
    private readonly Func<IReadOnlyList<TPiece>, Task<IReadOnlyList<TResult>>> work;
    private readonly int groupSize;
    private readonly Action<int>? queued;
    private readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions());
    private readonly Lock gathering = new();
    private readonly Task workers;

    /// <summary>Starts the workers.</summary>
    /// <param name="key">What two pieces of one group must not have in common.</param>
    /// <param name="work">Does a group, and gives a result for each of its pieces.</param>
    /// <param name="groupSize">The most pieces of a group.</param>
    /// <param name="workers">The most groups that are worked on at the same time.</param>
    /// <param name="queued">Told how many more pieces wait to be worked on, or fewer.</param>
    public GroupWork(
        Func<TPiece, object> key,
        Func<IReadOnlyList<TPiece>, Task<IReadOnlyList<TResult>>> work,
        int groupSize,
        int workers = 1,
        Action<int>? queued = null)
    {
        this.key = key;
        this.work = work;
        this.groupSize = groupSize;
        this.queued = queued;
        this.workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(RunAsync)));
    }

    /// <summary>Waits until the group that this piece gets into is done. How many may wait is bounded by who asks.</summary>
    public Task<TResult> AddAsync(TPiece piece)
    {
        var waiting = new Waiting(piece);
        queued?.Invoke(1);
        if (queue.Writer.TryWrite(waiting)) return waiting.Result.Task;
        queued?.Invoke(-1);
        throw new ObjectDisposedException(GetType().FullName);
    }

    /// <summary>Does what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await workers.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        // Whoever made this object may have been in a trace, which is none of those whose pieces will come.
        Activity.Current = null;
        var group = new List<Waiting>();
        var keys = new HashSet<object>();
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            keys.Clear();
            Gather(group, keys);
            queued?.Invoke(-group.Count);
            if (group.Count > 0) await DoAsync(group).ConfigureAwait(false);
        }
    }

    private void Gather(List<Waiting> group, HashSet<object> keys)
    {
        lock (gathering)
        {
            while (group.Count < groupSize && queue.Reader.TryPeek(out var next) && keys.Add(key(next.Piece)))
            {
                group.Add(next);
                queue.Reader.TryRead(out _);
            }
        }
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
