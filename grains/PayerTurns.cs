using Orleans.Transactions;

namespace AccountGrains.Grains;

/// <summary>
/// Batches of one payer take turns before they lock it. Each locks all that it pays as well, so that a batch behind many others
/// would wait for longer than a lock may take, be undone, and be done line by line.
/// </summary>
internal sealed class PayerTurns
{
    /// <summary>How many go on at once: one is carried out while others are stored, and while some wait to be stored together.</summary>
    public const int AtOnce = 4;

    private readonly Dictionary<string, Queue> payers = new(StringComparer.Ordinal);

    /// <summary>Runs a batch once it is its turn.</summary>
    /// <exception cref="OrleansStartTransactionFailedException">It was not within the time: nothing was begun.</exception>
    public async Task RunAsync(string payer, TimeSpan longest, Func<Task> batch)
    {
        var queue = Enter(payer);
        try
        {
            if (!await queue.Turn.WaitAsync(longest))
                throw new OrleansStartTransactionFailedException(new TimeoutException("other transfers of the account that pays were in the way"));
            try
            {
                await batch();
            }
            finally
            {
                queue.Turn.Release();
            }
        }
        finally
        {
            Leave(payer, queue);
        }
    }

    private Queue Enter(string payer)
    {
        lock (payers)
        {
            if (!payers.TryGetValue(payer, out var queue)) payers.Add(payer, queue = new Queue());
            queue.Batches++;
            return queue;
        }
    }

    private void Leave(string payer, Queue queue)
    {
        lock (payers)
        {
            if (--queue.Batches > 0) return;
            payers.Remove(payer);
            queue.Turn.Dispose();
        }
    }

    private sealed class Queue
    {
        public SemaphoreSlim Turn { get; } = new(AtOnce);

        public int Batches { get; set; }
    }
}
