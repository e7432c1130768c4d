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
    public static readonly Window Empty = new(PackedEntries.Empty, 0, 0, NoRequests, []);

    // Older than all that were added, and evicted first: those before a place are.
    private readonly PackedEntries loaded;
    private readonly int loadedFrom;
    private readonly int loadedCount;

    private readonly ImmutableDictionary<string, Entry> byRequest;
    private readonly ImmutableQueue<Entry> oldestFirst;

    private Window(
        PackedEntries loaded, int loadedFrom, int loadedCount, ImmutableDictionary<string, Entry> byRequest, ImmutableQueue<Entry> oldestFirst)
    {
        this.loaded = loaded;
        this.loadedFrom = loadedFrom;
        this.loadedCount = loadedCount;
        this.byRequest = byRequest;
        this.oldestFirst = oldestFirst;
    }

    /// <summary>The window of stored entries, oldest first, all of one account.</summary>
    public static Window Of(IReadOnlyCollection<Entry> entries) =>
        entries.Count == 0 ? Empty : new Window(new PackedEntries(entries), 0, entries.Count, NoRequests, []);

    /// <summary>How many entries it has.</summary>
    public int Count => loadedCount + byRequest.Count;

    /// <summary>The entry of a request, or null where it is not among these.</summary>
    public Entry? Find(string requestId) =>
        byRequest.GetValueOrDefault(requestId) ?? (loadedCount == 0 ? null : loaded.Find(requestId, loadedFrom));

    /// <summary>Adds the next entry. Nothing is evicted: an entry that is not stored yet must not be forgotten.</summary>
    public Window Add(Entry entry) =>
        new(loaded, loadedFrom, loadedCount, byRequest.Add(entry.RequestId, entry), oldestFirst.Enqueue(entry));

    /// <summary>Evicts the oldest entries down to a size. Only for entries that are stored.</summary>
    public Window Trim(int size)
    {
        var excess = Count - size;
        if (excess <= 0) return this;
        var trimmed = EvictLoaded(Math.Min(excess, loadedCount));
        return trimmed.EvictAdded(excess - (loadedCount - trimmed.loadedCount));
    }

    private Window EvictLoaded(int excess)
    {
        if (excess == 0) return this;
        if (excess == loadedCount) return new Window(PackedEntries.Empty, 0, 0, byRequest, oldestFirst);
        var place = loadedFrom;
        for (var i = 0; i < excess; i++) place = loaded.Next(place);
        return new Window(loaded, place, loadedCount - excess, byRequest, oldestFirst);
    }

    private Window EvictAdded(int excess)
    {
        if (excess == 0) return this;
        var (requests, queue) = (byRequest, oldestFirst);
        for (; excess > 0; excess--)
        {
            queue = queue.Dequeue(out var evicted);
            requests = requests.Remove(evicted.RequestId);
        }

        return new Window(loaded, loadedFrom, loadedCount, requests, queue);
    }
}
