namespace AccountGrains.Ledger;

/// <summary>
/// Stored entries of an account, as bytes: most of them are never asked for, and as objects they would take four times the room.
/// </summary>
internal sealed class PackedEntries
{
    // What an entry without words of the caller needs.
    private const int TypicalLength = 128;

    // Beside the scale of an amount, which is 28 at most.
    private const byte Large = 0x40;
    private const byte Negative = 0x80;

    private readonly string account;
    private readonly byte[] bytes;

    // The sequence and the time of the oldest: those of the others are told from there, as most are near.
    private readonly long oldestSequence;
    private readonly long oldestTime;

    // Where each entry begins, by the hash of its request id, which is the upper half. In order.
    private readonly ulong[] places;

    /// <summary>Packs entries, at least one, oldest first.</summary>
    /// <param name="account">The account of all of them.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="older">Those before them, or null.</param>
    public PackedEntries(string account, IReadOnlyCollection<Entry> entries, PackedEntries? older = null)
    {
        this.account = account;
        var first = entries.First();
        oldestSequence = older?.oldestSequence ?? first.Sequence;
        oldestTime = older?.oldestTime ?? first.Time.UtcTicks;
        var count = older?.Count ?? 0;
        places = new ulong[count + entries.Count];
        using var stream = new MemoryStream((older?.bytes.Length ?? 0) + (entries.Count * TypicalLength));
        using var writer = new BinaryWriter(stream);
        if (older is not null)
        {
            stream.Write(older.bytes);
            older.places.CopyTo(places, 0);
        }

        foreach (var entry in entries)
        {
            places[count++] = FirstPlace(HashOf(entry.RequestId)) | (uint)stream.Position;
            Write(writer, entry);
        }

        bytes = stream.ToArray();
        Array.Sort(places);
    }

    /// <summary>Packs these with entries that are newer.</summary>
    public PackedEntries With(IReadOnlyCollection<Entry> newer) => new(account, newer, this);

    /// <summary>How many entries there are.</summary>
    public int Count => places.Length;

    /// <summary>A bit for the hash of each request id.</summary>
    public ulong Bits
    {
        get
        {
            var bits = 0UL;
            foreach (var place in places) bits |= BitOf(HashAt(place));
            return bits;
        }
    }

    /// <summary>All entries, oldest first.</summary>
    public IEnumerable<Entry> All => places.Select(BeginningAt).Order().Select(Read);

    /// <summary>What a request is looked for by.</summary>
    public static int HashOf(string requestId) => requestId.GetHashCode(StringComparison.Ordinal);

    /// <summary>The bit of a hash, which many have.</summary>
    public static ulong BitOf(int hash) => 1UL << hash;

    /// <summary>The entry of a request, or null where it is not among these without the oldest ones.</summary>
    public Entry? Find(string requestId, int hash, int evicted)
    {
        var at = Array.BinarySearch(places, FirstPlace(hash));
        for (at = at < 0 ? ~at : at; at < places.Length && HashAt(places[at]) == hash; at++)
        {
            var entry = Read(BeginningAt(places[at]));
            // Sequences are dense, so they count the entries before this one.
            if (entry.RequestId == requestId && entry.Sequence - oldestSequence >= evicted) return entry;
        }

        return null;
    }

    private static ulong FirstPlace(int hash) => (ulong)(uint)hash << 32;

    private static int HashAt(ulong place) => (int)(place >> 32);

    private static int BeginningAt(ulong place) => (int)(uint)place;

    private Entry Read(int beginning)
    {
        using var stream = new MemoryStream(bytes, writable: false) { Position = beginning };
        using var reader = new BinaryReader(stream);
        var has = (Optional)reader.ReadByte();
        return new Entry
        {
            Account = account,
            RequestId = reader.ReadString(),
            Sequence = oldestSequence + reader.Read7BitEncodedInt64(),
            Kind = (EntryKind)reader.ReadByte(),
            Outcome = (Outcome)reader.ReadByte(),
            Amount = ReadAmount(reader),
            Balance = ReadAmount(reader),
            Time = new DateTimeOffset(oldestTime + reader.Read7BitEncodedInt64(), TimeSpan.Zero),
            Content = new Fingerprint(reader.ReadBytes(Fingerprint.Length)),
            Counterparty = has.HasFlag(Optional.Counterparty) ? reader.ReadString() : null,
            Memo = has.HasFlag(Optional.Memo) ? reader.ReadString() : null,
            Hold = has.HasFlag(Optional.Hold) ? reader.ReadString() : null,
            Held = has.HasFlag(Optional.Held) ? ReadAmount(reader) : 0,
            Reverses = has.HasFlag(Optional.Reverses) ? reader.Read7BitEncodedInt64() : null,
        };
    }

    private void Write(BinaryWriter writer, Entry entry)
    {
        writer.Write((byte)OptionalOf(entry));
        writer.Write(entry.RequestId);
        writer.Write7BitEncodedInt64(entry.Sequence - oldestSequence);
        writer.Write((byte)entry.Kind);
        writer.Write((byte)entry.Outcome);
        WriteAmount(writer, entry.Amount);
        WriteAmount(writer, entry.Balance);
        writer.Write7BitEncodedInt64(entry.Time.UtcTicks - oldestTime);
        writer.Write(entry.Content.ToArray());
        if (entry.Counterparty is { } counterparty) writer.Write(counterparty);
        if (entry.Memo is { } memo) writer.Write(memo);
        if (entry.Hold is { } hold) writer.Write(hold);
        if (entry.Held != 0) WriteAmount(writer, entry.Held);
        if (entry.Reverses is { } reverses) writer.Write7BitEncodedInt64(reverses);
    }

    private static Optional OptionalOf(Entry entry) =>
        (entry.Counterparty is null ? 0 : Optional.Counterparty)
        | (entry.Memo is null ? 0 : Optional.Memo)
        | (entry.Hold is null ? 0 : Optional.Hold)
        | (entry.Held == 0 ? 0 : Optional.Held)
        | (entry.Reverses is null ? 0 : Optional.Reverses);

    // Most amounts have few digits: 2 to 6 bytes in place of 16.
    private static void WriteAmount(BinaryWriter writer, decimal amount)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        var isLarge = bits[2] != 0;
        writer.Write((byte)(amount.Scale | (isLarge ? Large : 0) | (decimal.IsNegative(amount) ? Negative : 0)));
        writer.Write7BitEncodedInt64(((long)bits[1] << 32) | (uint)bits[0]);
        if (isLarge) writer.Write(bits[2]);
    }

    private static decimal ReadAmount(BinaryReader reader)
    {
        var head = reader.ReadByte();
        var low = reader.Read7BitEncodedInt64();
        var high = (head & Large) != 0 ? reader.ReadInt32() : 0;
        return new decimal((int)low, (int)(low >> 32), high, (head & Negative) != 0, (byte)(head & ~(Large | Negative)));
    }

    /// <summary>What an entry may be without.</summary>
    [Flags]
    private enum Optional : byte
    {
        Counterparty = 1,
        Memo = 2,
        Hold = 4,
        Held = 8,
        Reverses = 16,
    }
}
