using System.Collections.Immutable;

namespace AccountGrains.Ledger;

/// <summary>
/// The newest entries of an account, by request id: its bounded set of processed requests. Immutable, and each version
/// shares its past with the one before, so that a copy of a state costs nothing.
/// </summary>
public sealed class Window
{
    // So few packs that to look into all of them costs the same whatever the size is.
    private const int Packs = 8;
    private const int SmallestPack = 16;

    /// <summary>No entries.</summary>
    public static readonly Window Empty = new([], default, 0, 0);

    // The packs that are full, oldest first; the oldest of their entries are evicted already. None where the newest is the only one.
    private readonly ImmutableArray<Pack> full;
    private readonly Pack newest;
    private readonly int evicted;

    private Window(ImmutableArray<Pack> full, Pack newest, int evicted, int count)
    {
        this.full = full;
        this.newest = newest;
        this.evicted = evicted;
        Count = count;
    }

    /// <summary>The window of stored entries of an account, oldest first.</summary>
    public static Window Of(string account, IReadOnlyCollection<Entry> entries) =>
        entries.Count == 0 ? Empty : new Window([], Pack.Of(account, entries, entries.Count), 0, entries.Count);

    /// <summary>How many entries it has.</summary>
    public int Count { get; }

    /// <summary>The entries, oldest first.</summary>
    internal IEnumerable<Entry> Entries => full.Append(newest).SelectMany(pack => pack.Entries).Skip(evicted);

    /// <summary>The entry of a request, or null where it is not among these.</summary>
    public Entry? Find(string requestId)
    {
        var hash = PackedEntries.HashOf(requestId);
        if (newest.Find(requestId, hash, full.IsEmpty ? evicted : 0) is { } young) return young;
        for (var i = full.Length - 1; i >= 0; i--)
        {
            if (full[i].Find(requestId, hash, i == 0 ? evicted : 0) is { } found) return found;
        }

        return null;
    }

    /// <summary>Adds the next entry. Nothing is evicted: an entry that is not stored yet must not be forgotten.</summary>
    public Window Add(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return newest.HasRoom
            ? new Window(full, newest.With(entry), evicted, Count + 1)
            : new Window(
                Count == 0 ? full : full.Add(newest),
                Pack.Of(entry.Account, [entry], Math.Max(SmallestPack, Count / Packs)),
                evicted,
                Count + 1);
    }

    /// <summary>Evicts the oldest entries down to a size, which must be as many as are not stored, or more.</summary>
    public Window Trim(int size)
    {
        if (Count <= size) return this;
        var (packs, gone) = (full, evicted + Count - size);
        while (packs.Length > 0 && gone >= packs[0].Count)
        {
            gone -= packs[0].Count;
            packs = packs.RemoveAt(0);
        }

        return size == 0 ? Empty : new Window(packs, newest, gone, size);
    }

    /// <summary>The entries that one version of a window has of a pack: later ones may have more of the same.</summary>
    /// <param name="Packed">Those of all versions.</param>
    /// <param name="Count">How many of them, from the oldest.</param>
    /// <param name="Length">How many of their bytes.</param>
    /// <param name="Present">A bit for the hash of each request id: most packs do not have a request, and this is in the window itself.</param>
    private readonly record struct Pack(PackedEntries Packed, int Count, int Length, ulong Present)
    {
        public static Pack Of(string account, IReadOnlyCollection<Entry> entries, int capacity)
        {
            var packed = new PackedEntries(account, entries, capacity);
            return new Pack(packed, entries.Count, packed.Length, entries.Aggregate(0UL, (bits, entry) => bits | BitOf(PackedEntries.HashOf(entry.RequestId))));
        }

        public bool HasRoom => Count > 0 && Count < Packed.Capacity;

        public IEnumerable<Entry> Entries => Count == 0 ? [] : Packed.Read(Length);

        public Pack With(Entry newer)
        {
            var hash = PackedEntries.HashOf(newer.RequestId);
            var (packed, length) = Packed.Append(newer, hash, Count, Length);
            return new Pack(packed, Count + 1, length, Present | BitOf(hash));
        }

        public Entry? Find(string requestId, int hash, int evicted) =>
            (Present & BitOf(hash)) == 0 ? null : Packed.Find(requestId, hash, Length, evicted);

        private static ulong BitOf(int hash) => 1UL << hash;
    }
}
