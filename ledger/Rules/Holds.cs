using System.Collections.Immutable;

namespace AccountGrains.Ledger;

/// <summary>The open holds of an account, and those settled since it was stored. Immutable.</summary>
public sealed class Holds
{
    /// <summary>No holds.</summary>
    public static readonly Holds Empty = new(
        ImmutableDictionary.Create<string, Hold>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<(DateTimeOffset, string)>(SoonestFirst),
        ImmutableQueue<(long, string)>.Empty);

    // Without it ids would be compared by the culture of the process, for which two of them can be the same.
    private static Comparer<(DateTimeOffset ExpiresAt, string Id)> SoonestFirst => Comparer<(DateTimeOffset ExpiresAt, string Id)>.Create(
        (left, right) => left.ExpiresAt != right.ExpiresAt
            ? left.ExpiresAt.CompareTo(right.ExpiresAt)
            : string.CompareOrdinal(left.Id, right.Id));

    private readonly ImmutableDictionary<string, Hold> byId;
    private readonly ImmutableSortedSet<(DateTimeOffset ExpiresAt, string Id)> byExpiry;
    private readonly ImmutableQueue<(long Sequence, string Id)> settled;

    private Holds(
        ImmutableDictionary<string, Hold> byId,
        ImmutableSortedSet<(DateTimeOffset, string)> byExpiry,
        ImmutableQueue<(long Sequence, string Id)> settled)
    {
        this.byId = byId;
        this.byExpiry = byExpiry;
        this.settled = settled;
    }

    /// <summary>The stored holds of an account that are open.</summary>
    public static Holds Of(IReadOnlyCollection<Hold> open)
    {
        if (open.Count == 0) return Empty;
        var timed = open.Where(ExpiresByItself).Select(hold => (hold.ExpiresAt!.Value, hold.Id));
        return new Holds(
            Empty.byId.AddRange(open.Select(hold => KeyValuePair.Create(hold.Id, hold))),
            Empty.byExpiry.Union(timed),
            Empty.settled);
    }

    /// <summary>How many holds are known here.</summary>
    public int Count => byId.Count;

    /// <summary>The open holds, soonest expiry first, those without one last.</summary>
    public IReadOnlyList<Hold> Open =>
        [.. byId.Values
            .Where(hold => hold.Status == HoldStatus.Open)
            .OrderBy(hold => hold.ExpiresAt ?? DateTimeOffset.MaxValue)
            .ThenBy(hold => hold.Id, StringComparer.Ordinal)];

    /// <summary>The hold of an id, or null where it is neither open nor newly settled.</summary>
    public Hold? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>
    /// The open hold that is past its expiry for the longest time, or null. One with an owner is open until the owner has decided.
    /// </summary>
    public Hold? FirstExpired(DateTimeOffset now) =>
        !byExpiry.IsEmpty && byExpiry.Min.ExpiresAt <= now ? byId[byExpiry.Min.Id] : null;

    /// <summary>Adds an open hold.</summary>
    public Holds Add(Hold hold) => new(byId.Add(hold.Id, hold), Timed(hold, byExpiry.Add), settled);

    /// <summary>Settles an open hold by an entry. It stays known until that is stored: its new status must reach the store.</summary>
    public Holds Settle(Hold hold, long sequence) =>
        new(byId.SetItem(hold.Id, hold), Timed(hold, byExpiry.Remove), settled.Enqueue((sequence, hold.Id)));

    /// <summary>Forgets the holds that were settled up to a sequence, which the store knows now.</summary>
    public Holds Stored(long sequence)
    {
        var (holds, rest) = (byId, settled);
        while (!rest.IsEmpty && rest.Peek().Sequence <= sequence)
        {
            rest = rest.Dequeue(out var stored);
            holds = holds.Remove(stored.Id);
        }

        return ReferenceEquals(rest, settled) ? this : new Holds(holds, byExpiry, rest);
    }

    private ImmutableSortedSet<(DateTimeOffset, string)> Timed(
        Hold hold, Func<(DateTimeOffset, string), ImmutableSortedSet<(DateTimeOffset, string)>> change) =>
        ExpiresByItself(hold) ? change((hold.ExpiresAt!.Value, hold.Id)) : byExpiry;

    private static bool ExpiresByItself(Hold hold) => hold is { ExpiresAt: not null, Owner: null };
}
