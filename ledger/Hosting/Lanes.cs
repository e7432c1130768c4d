namespace AccountGrains.Ledger;

/// <summary>
/// What waits for a host, and the few lanes that do it, a batch each. Batches that are done at the same time have no account in
/// common, and what has one in common is done in its order: the books are those of one lane.
/// </summary>
/// <param name="work">Does a batch, and tells its callers whatever becomes of it.</param>
/// <param name="count">The most batches that are done at the same time.</param>
/// <param name="batchSize">The most that are done in one batch.</param>
/// <param name="queueLength">The most that may wait.</param>
internal sealed class Lanes(Func<List<Pending>, Task> work, int count, int batchSize, int queueLength) : IAsyncDisposable
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
        var batch = new List<Pending>();
        var accounts = new HashSet<string>(StringComparer.Ordinal);
        while (Take(batch, accounts))
        {
            await work(batch).ConfigureAwait(false);
            // Callers who were just answered run before this goes on, and ask again: one commit is for all of them.
            await Task.Yield();
        }
    }

    /// <summary>Gives back the accounts of a batch that was done, and takes the next. False where none can be done now.</summary>
    private bool Take(List<Pending> batch, HashSet<string> accounts)
    {
        lock (gate)
        {
            taken -= batch.Count;
            busy.ExceptWith(accounts);
            if (taken == 0) isAlone = false;
            Gather(batch, accounts);
            taken += batch.Count;
            busy.UnionWith(accounts);
            if (batch.Count > 0)
            {
                if (waiting.Count + passed.Count > 0) StartLane();
                return true;
            }

            if (--running == 0 && closed) ended.TrySetResult();
            return false;
        }
    }

    private void Gather(List<Pending> batch, HashSet<string> accounts)
    {
        batch.Clear();
        accounts.Clear();
        if (isAlone) return;
        held.Clear();
        var share = (waiting.Count + passed.Count + taken + count - 1) / count;
        var first = passed;
        var seen = 0;
        passed = [];
        while (batch.Count < batchSize && passed.Count < batchSize && (seen < first.Count || waiting.Count > 0))
        {
            var next = seen < first.Count ? first[seen++] : waiting.Dequeue();
            if (MayTake(next, accounts, batch.Count < share))
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
    }

    // A lane takes its share, and of the accounts that it takes all that waits for them: that would wait for this lane anyway.
    private bool MayTake(Pending next, HashSet<string> accounts, bool isInShare)
    {
        if (isAlone) return true;
        if (!next.NamesAllAccounts) return busy.Count == 0 && passed.Count == 0;
        return !Meets(next, busy) && !Meets(next, held) && (isInShare || Meets(next, accounts));
    }

    private static bool Meets(Pending pending, HashSet<string> accounts)
    {
        foreach (var account in pending.Accounts)
            if (accounts.Contains(account)) return true;
        return false;
    }
}
