using System.Collections.Immutable;

namespace AccountGrains.Ledger;

/// <summary>
/// The newest entries of an account, by request id: its bounded set of processed requests. Immutable, and each version
/// shares its past with the one before, so that a copy of a state costs nothing.
/// </summary>
public sealed class Window
{
    /// <summary>No entries.</summary>
    public static readonly Window Empty = new(
        ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal), ImmutableQueue<Entry>.Empty, 0);

    private readonly ImmutableDictionary<string, Entry> byRequest;
    private readonly ImmutableQueue<Entry> oldestFirst;

    private Window(ImmutableDictionary<string, Entry> byRequest, ImmutableQueue<Entry> oldestFirst, int count)
    {
        this.byRequest = byRequest;
        this.oldestFirst = oldestFirst;
        Count = count;
    }

    /// <summary>The window of stored entries, oldest first.</summary>
    public static Window Of(IReadOnlyCollection<Entry> entries)
    {
        if (entries.Count == 0) return Empty;
        var requests = Empty.byRequest.ToBuilder();
        var queue = Empty.oldestFirst;
        foreach (var entry in entries)
        {
            requests.Add(entry.RequestId, entry);
            queue = queue.Enqueue(entry);
        }

        return new Window(requests.ToImmutable(), queue, entries.Count);
    }

    /// <summary>How many entries it has.</summary>
    public int Count { get; }

    /// <summary>The entry of a request, or null where it is not among these.</summary>
    public Entry? Find(string requestId) => byRequest.GetValueOrDefault(requestId);

    /// <summary>Adds the next entry. Nothing is evicted: an entry that is not stored yet must not be forgotten.</summary>
    public Window Add(Entry entry) => new(byRequest.Add(entry.RequestId, entry), oldestFirst.Enqueue(entry), Count + 1);

    /// <summary>Evicts the oldest entries down to a size. Only for entries that are stored.</summary>
    public Window Trim(int size)
    {
        if (Count <= size) return this;
        var (requests, queue) = (byRequest, oldestFirst);
        for (var excess = Count - size; excess > 0; excess--)
        {
            queue = queue.Dequeue(out var evicted);
            requests = requests.Remove(evicted.RequestId);
        }

        return new Window(requests, queue, size);
    }
}
