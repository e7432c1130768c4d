using System.Threading.Channels;

namespace AccountGrains.Bench.Systems.Raw;

/// <summary>Has some of the accounts. It takes what waits, writes it in one transaction, and answers.</summary>
internal sealed class RawLane : IAsyncDisposable
{
    // As many as the embedded host stores at most.
    private const int BatchSize = 2_048;

    private readonly IRawWriter writer;
    private readonly Dictionary<string, RawAccount> accounts;
    private readonly Channel<RawMovement> queue = Channel.CreateUnbounded<RawMovement>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task loop;

    public RawLane(IRawWriter writer, IEnumerable<RawAccount> accounts)
    {
        this.writer = writer;
        this.accounts = accounts.ToDictionary(account => account.Id, StringComparer.Ordinal);
        loop = Task.Run(RunAsync);
    }

    public void Add(RawMovement movement) => queue.Writer.TryWrite(movement);

    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await loop;
        await writer.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var batch = new List<RawMovement>(BatchSize);
        while (await queue.Reader.WaitToReadAsync())
        {
            // As the embedded host does: whoever was answered asks again first.
            await Task.Yield();
            batch.Clear();
            while (batch.Count < BatchSize && queue.Reader.TryRead(out var movement)) batch.Add(movement);
            try
            {
                await WriteAsync(batch);
                foreach (var movement in batch) movement.Operation.End();
            }
            catch (Exception failure)
            {
                foreach (var movement in batch) movement.Operation.Fail(failure);
            }
        }
    }

    private Task WriteAsync(List<RawMovement> batch)
    {
        var now = TimeProvider.System.GetUtcNow();
        var entries = new List<RawEntry>(batch.Count);
        var changed = new Dictionary<string, RawAccount>(StringComparer.Ordinal);
        foreach (var (operation, id, amount, counterparty) in batch)
        {
            var before = accounts[id];
            var after = new RawAccount(id, before.Balance + amount, before.Sequence + 1);
            changed[id] = accounts[id] = after;
            entries.Add(new RawEntry(
                id, after.Sequence, operation.RequestId, operation.Kind, amount, after.Balance, counterparty, now, operation.Content));
        }

        return writer.WriteAsync(entries, changed.Values);
    }
}

/// <summary>The change of one account that an operation makes.</summary>
internal sealed record RawMovement(RawOperation Operation, string Account, decimal Amount, string? Counterparty);

/// <summary>What was asked for. It ends when all its rows are written.</summary>
internal sealed class RawOperation(string requestId, string kind, int movements)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int open = movements;

    public string RequestId => requestId;

    public string Kind => kind;

    /// <summary>As long as a fingerprint, and of no meaning.</summary>
    public byte[] Content { get; } = Guid.NewGuid().ToByteArray();

    public Task Done => done.Task;

    public void End()
    {
        if (Interlocked.Decrement(ref open) == 0) done.TrySetResult();
    }

    public void Fail(Exception failure) => done.TrySetException(failure);
}
