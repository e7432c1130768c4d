namespace AccountGrains.Ledger;

/// <summary>
/// What waits for a host, and the few lanes that do it, a batch each. Batches of two lanes have no account in common, and what has
/// one in common is done in its order: the books are those of one lane. While a lane stores a batch it decides the next, where
/// enough wait.
/// </summary>
/// <param name="work">Does a batch, after the one before it if that has not ended, and tells its callers whatever becomes of it.</param>
/// <param name="count">The most batches that are done at the same time.</param>
/// <param name="batchSize">The most that are done in one batch.</param>
/// <param name="queueLength">The most that may wait.</param>
/// <param name="fewestAhead">The fewest of a batch that is begun before the one in front of it has ended.</param>
internal sealed class Lanes(Func<Batch, Batch?, Task> work, int count, int batchSize, int queueLength, int fewestAhead) : IAsyncDisposable
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards all below.
    private readonly Lock gate = new();
    private readonly Queue<Pending> waiting = [];

    // What was looked at and left, and is before all others. Its accounts are held: what comes later must not overtake it.
    private List<Pending> passed = [];
    private readonly HashSet<string> held = new(StringComparer.Ordinal);

    private readonly HashSet<string> busy = new(StringComparer.Ordinal);
    private int taken;

    // One batch is done alone, as it may change any account.
    private bool isAlone;
    private int running;
    private volatile bool closed;

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsClosed => closed;

    /// <summary>Takes it, or says false where too many wait or nothing more is taken.</summary>
    public bool TryAdd(Pending pending)
    {
        lock (gate)
        {
            if (closed || waiting.Count + passed.Count >= queueLength) return false;
            waiting.Enqueue(pending);
            // A lane that has one of its accounts will look for it.
            if (!isAlone && !Meets(pending, busy)) StartLane();
            return true;
        }
    }

    /// <summary>Does what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closed = true;
            if (running == 0) ended.TrySetResult();
        }

        await ended.Task.ConfigureAwait(false);
    }

    private void StartLane()
    {
        if (running == count) return;
        running++;
        ThreadPool.UnsafeQueueUserWorkItem(static lanes => _ = lanes.RunAsync(), this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        Batch? before = null;
        var stored = Task.CompletedTask;
        var (own, accounts) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        while (true)
        {
            var next = Take(before, own, accounts);
            if (next is null && before is null) return;
            var storing = stored;
            if (next is not null)
            {
                stored = work(next, before);
                await next.WhenDecided.ConfigureAwait(false);
            }

            await storing.ConfigureAwait(false);
            if (before is not null) GiveBack(before, own, accounts);
            (before, own, accounts) = (next, accounts, own);
            // Callers who were just answered run before this goes on, and ask again: one commit is for all of them.
            await Task.Yield();
        }
    }

    /// <summary>Takes the next batch. Null where there is none yet: the lane has ended then, unless one is being stored.</summary>
    /// <param name="before">What the lane is storing.</param>
    /// <param name="own">The accounts of that.</param>
    /// <param name="accounts">Gets those of the next.</param>
    private Batch? Take(Batch? before, HashSet<string> own, HashSet<string> accounts)
    {
        lock (gate)
        {
            accounts.Clear();
            // Where fewer wait than are being stored, more will have come by then.
            if (before is null || waiting.Count + passed.Count >= Math.Max(before.Requests.Count, fewestAhead))
            {
                var requests = Gather(own, accounts);
                if (requests.Count > 0)
                {
                    taken += requests.Count;
                    busy.UnionWith(accounts);
                    if (waiting.Count + passed.Count > 0) StartLane();
                    return new Batch(requests);
                }
            }

            if (before is null && --running == 0 && closed) ended.TrySetResult();
            return null;
        }
    }

    /// <summary>Gives back the accounts of a batch that was done, but for those that the lane needs for its next.</summary>
    private void GiveBack(Batch batch, HashSet<string> own, HashSet<string> next)
    {
        lock (gate)
        {
            taken -= batch.Requests.Count;
            own.ExceptWith(next);
            busy.ExceptWith(own);
            own.Clear();
            if (taken == 0) isAlone = false;
            // This lane is not free yet to look for what waits for these.
            if (next.Count > 0 && waiting.Count + passed.Count > 0) StartLane();
        }
    }

    private List<Pending> Gather(HashSet<string> own, HashSet<string> accounts)
    {
        var batch = new List<Pending>();
        if (isAlone) return batch;
        held.Clear();
        var share = (waiting.Count + passed.Count + taken + count - 1) / count;
        var first = passed;
        var seen = 0;
        passed = [];
        while (batch.Count < batchSize && passed.Count < batchSize && (seen < first.Count || waiting.Count > 0))
        {
            var next = seen < first.Count ? first[seen++] : waiting.Dequeue();
            if (MayTake(next, own, accounts, batch.Count < share))
            {
                batch.Add(next);
                accounts.UnionWith(next.Accounts);
                isAlone |= !next.NamesAllAccounts;
            }
            else
            {
                passed.Add(next);
                held.UnionWith(next.Accounts);
                if (!next.NamesAllAccounts) break;
            }
        }

        passed.AddRange(first.Skip(seen));
        return batch;
    }

    // A lane takes its share, and of the accounts that it takes all that waits for them: that would wait for this lane anyway.
    private bool MayTake(Pending next, HashSet<string> own, HashSet<string> accounts, bool isInShare)
    {
        if (isAlone) return true;
        if (!next.NamesAllAccounts) return busy.Count == 0 && passed.Count == 0;
        foreach (var account in next.Accounts)
            if (busy.Contains(account) && !own.Contains(account)) return false;
        return !Meets(next, held) && (isInShare || Meets(next, accounts) || Meets(next, own));
    }

    private static bool Meets(Pending pending, HashSet<string> accounts)
    {
        foreach (var account in pending.Accounts)
            if (accounts.Contains(account)) return true;
        return false;
    }
}
