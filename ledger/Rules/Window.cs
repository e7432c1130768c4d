using System.Collections.Immutable;

namespace AccountGrains.Ledger;

/// <summary>
/// The newest entries of an account, by request id: its bounded set of processed requests. Immutable, and each version
/// shares its past with the one before, so that a copy of a state costs nothing.
/// </summary>
public sealed class Window
{
    // As objects the entries of a window are most of what the collector has to look at, so that they soon become bytes. So few packs
    // that to look into all of them costs the same whatever the size is.
    private const int Packs = 8;
    private const int SmallestPack = 16;

    // A pack is filled in so many parts, whatever its size is: each part copies what is there already.
    private const int Parts = 4;

    private static readonly ImmutableDictionary<string, Entry> NoRequests = ImmutableDictionary.Create<string, Entry>(StringComparer.Ordinal);

    /// <summary>No entries.</summary>
    public static readonly Window Empty = new([], 0, NoRequests, [], 0);

    // Older than the others, so that they are evicted first; the oldest of them are evicted already.
    private readonly ImmutableArray<Pack> packed;
    private readonly int evicted;

    private readonly ImmutableDictionary<string, Entry> byRequest;
    private readonly ImmutableQueue<Entry> oldestFirst;

    private Window(
        ImmutableArray<Pack> packed, int evicted, ImmutableDictionary<string, Entry> byRequest, ImmutableQueue<Entry> oldestFirst, int count)
    {
        this.packed = packed;
        this.evicted = evicted;
        this.byRequest = byRequest;
        this.oldestFirst = oldestFirst;
        Count = count;
    }

    /// <summary>The window of stored entries of an account, oldest first.</summary>
    public static Window Of(string account, IReadOnlyCollection<Entry> entries) =>
        entries.Count == 0 ? Empty : new Window([Pack.Of(account, entries)], 0, NoRequests, [], entries.Count);

    /// <summary>How many entries it has.</summary>
    public int Count { get; }

    /// <summary>The entries, oldest first.</summary>
    internal IEnumerable<Entry> Entries =>
        packed.SelectMany(pack => pack.Entries.All).Skip(evicted).Concat(oldestFirst);

    /// <summary>The entry of a request, or null where it is not among these.</summary>
    public Entry? Find(string requestId)
    {
        if (byRequest.TryGetValue(requestId, out var entry)) return entry;
        if (packed.IsEmpty) return null;
        var hash = PackedEntries.HashOf(requestId);
        for (var i = packed.Length - 1; i >= 0; i--)
        {
            if (packed[i].MayHave(hash) && packed[i].Entries.Find(requestId, hash, i == 0 ? evicted : 0) is { } found) return found;
        }

        return null;
    }

    /// <summary>Adds the next entry. Nothing is evicted: an entry that is not stored yet must not be forgotten.</summary>
    public Window Add(Entry entry) =>
        new(packed, evicted, byRequest.Add(entry.RequestId, entry), oldestFirst.Enqueue(entry), Count + 1);

    /// <summary>Evicts the oldest entries down to a size, which must be as many as are not stored, or more.</summary>
    /// <param name="size">The most entries that stay.</param>
    /// <param name="unstored">How many of the newest are not stored.</param>
    public Window Trim(int size, int unstored)
    {
        var trimmed = Count <= size ? this : Evict(Count - size);
        var stored = trimmed.byRequest.Count - unstored;
        var full = Math.Max(SmallestPack, size / Packs);
        return stored < full / Parts ? trimmed : trimmed.PackOldest(stored, full);
    }

    private Window Evict(int excess)
    {
        var (packs, gone) = (packed, evicted + excess);
        while (packs.Length > 0 && gone >= packs[0].Entries.Count)
        {
            gone -= packs[0].Entries.Count;
            packs = packs.RemoveAt(0);
        }

        if (packs.Length > 0) return new Window(packs, gone, byRequest, oldestFirst, Count - excess);
        var (_, requests, queue) = Dequeue(gone);
        return new Window([], 0, requests, queue, Count - excess);
    }

    /// <summary>Packs the oldest entries, together with the newest pack where both are no more than one should have.</summary>
    private Window PackOldest(int count, int full)
    {
        var (entries, requests, queue) = Dequeue(count);
        var packs = packed.Length > 0 && packed[^1].Entries.Count + count <= full
            ? packed.SetItem(packed.Length - 1, packed[^1].With(entries))
            : packed.Add(Pack.Of(entries[0].Account, entries));
        return new Window(packs, evicted, requests, queue, Count);
    }

    private (Entry[] Entries, ImmutableDictionary<string, Entry> Requests, ImmutableQueue<Entry> Queue) Dequeue(int count)
    {
        var queue = oldestFirst;
        var entries = new Entry[count];
        for (var i = 0; i < count; i++) queue = queue.Dequeue(out entries[i]);
        var requests = count == byRequest.Count ? NoRequests : byRequest.RemoveRange(entries.Select(entry => entry.RequestId));
        return (entries, requests, queue);
    }

    /// <summary>Packed entries, with what tells in the window itself that most of them do not have a request.</summary>
    /// <param name="Entries">The entries.</param>
    /// <param name="Present">A bit for the hash of each of their request ids.</param>
    private readonly record struct Pack(PackedEntries Entries, ulong Present)
    {
        public static Pack Of(string account, IReadOnlyCollection<Entry> entries) => Of(new PackedEntries(account, entries));

        public Pack With(IReadOnlyCollection<Entry> newer) => Of(Entries.With(newer));

        public bool MayHave(int hash) => (Present & PackedEntries.BitOf(hash)) != 0;

        private static Pack Of(PackedEntries entries) => new(entries, entries.Bits);
    }
}
