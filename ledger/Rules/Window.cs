using System.Collections.Immutable;

namespace AccountGrains.Ledger;

/// <summary>
/// The newest entries of an account, by request id: its bounded set of processed requests. Immutable, and each version
/// shares its past with the one before, so that a copy of a state costs nothing.
/// </summary>
public sealed class Window
{
    private static readonly ImmutableDictionary<string, Entry> NoRequests = ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal);

    /// <summary>No entries.</summary>
    public static readonly Window Empty = new(PackedEntries.Empty, 0, NoRequests, []);

    // Older than all that were added, so that they are evicted first.
    private readonly PackedEntries loaded;
    private readonly int evicted;

    private readonly ImmutableDictionary<string, Entry> byRequest;
    private readonly ImmutableQueue<Entry> oldestFirst;

    private Window(
        PackedEntries loaded, int evicted, ImmutableDictionary<string, Entry> byRequest, ImmutableQueue<Entry> oldestFirst)
    {
        this.loaded = loaded;
        this.evicted = evicted;
        this.byRequest = byRequest;
        this.oldestFirst = oldestFirst;
    }

    /// <summary>The window of stored entries, oldest first, all of one account.</summary>
    public static Window Of(IReadOnlyCollection<Entry> entries) =>
        entries.Count == 0 ? Empty : new Window(new PackedEntries(entries), 0, NoRequests, []);

    /// <summary>How many entries it has.</summary>
    public int Count => loaded.Count - evicted + byRequest.Count;

    /// <summary>The entries, oldest first.</summary>
    internal IEnumerable<Entry> Entries => Enumerable.Range(evicted, loaded.Count - evicted).Select(loaded.Read).Concat(oldestFirst);

    /// <summary>The entry of a request, or null where it is not among these.</summary>
    public Entry? Find(string requestId) =>
        byRequest.GetValueOrDefault(requestId) ?? (loaded.Count == 0 ? null : loaded.Find(requestId, evicted));

    /// <summary>Adds the next entry. Nothing is evicted: an entry that is not stored yet must not be forgotten.</summary>
    public Window Add(Entry entry) =>
        new(loaded, evicted, byRequest.Add(entry.RequestId, entry), oldestFirst.Enqueue(entry));

    /// <summary>Evicts the oldest entries down to a size. Only for entries that are stored.</summary>
    public Window Trim(int size)
    {
        var excess = Count - size;
        if (excess <= 0) return this;
        var ofLoaded = Math.Min(excess, loaded.Count - evicted);
        var (requests, queue) = (byRequest, oldestFirst);
        for (var i = ofLoaded; i < excess; i++)
        {
            queue = queue.Dequeue(out var oldest);
            requests = requests.Remove(oldest.RequestId);
        }

        return evicted + ofLoaded == loaded.Count
            ? new Window(PackedEntries.Empty, 0, requests, queue)
            : new Window(loaded, evicted + ofLoaded, requests, queue);
    }
}
