namespace AccountGrains.Ledger;

/// <summary>
/// Entries of an account, as bytes: most of them are never asked for, and as objects they would take four times the room and be most of
/// what the collector has to look at. Whoever has the newest version adds to it in place; each version knows its own length and
/// does not see what came after.
/// </summary>
internal sealed class PackedEntries
{
    // What an entry without words of the caller needs.
    private const int TypicalLength = 128;

    private const int SmallestGrowth = 16;

    // Beside the scale of an amount, which is 28 at most.
    private const byte Large = 0x40;
    private const byte Negative = 0x80;

    private readonly string account;

    // The sequence and the time of the oldest: those of the others are told from there, as most are near.
    private readonly long oldestSequence;
    private readonly long oldestTime;

    // Where each entry begins, and the hash of its request id, which is the upper half: a table in which a place that is taken
    // gives way to the next one. One in five is free at least, which is 0.
    private readonly ulong[] places;

    private byte[] bytes;
    private int used;

    /// <summary>Packs entries, at least one, oldest first.</summary>
    /// <param name="account">The account of all of them.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="capacity">How many it may have at most.</param>
    public PackedEntries(string account, IReadOnlyCollection<Entry> entries, int capacity)
    {
        this.account = account;
        var oldest = entries.First();
        (oldestSequence, oldestTime) = (oldest.Sequence, oldest.Time.UtcTicks);
        Capacity = capacity;
        places = new ulong[capacity + (capacity / 4) + 1];
        using var stream = new MemoryStream(entries.Count * TypicalLength);
        using var writer = new BinaryWriter(stream);
        foreach (var entry in entries)
        {
            Take(PlaceOf(HashOf(entry.RequestId), (int)stream.Position));
            Write(writer, entry);
        }

        bytes = stream.ToArray();
        used = bytes.Length;
    }

    /// <summary>A copy of an older version, without what came after it.</summary>
    private PackedEntries(PackedEntries other, int length)
    {
        (account, oldestSequence, oldestTime, Capacity) = (other.account, other.oldestSequence, other.oldestTime, other.Capacity);
        places = new ulong[other.places.Length];
        foreach (var place in other.places)
        {
            if (place != 0 && BeginningAt(place) < length) Take(place);
        }

        bytes = other.bytes[..length];
        used = length;
    }

    /// <summary>How many entries there may be.</summary>
    public int Capacity { get; }

    /// <summary>The bytes of the newest version.</summary>
    public int Length => used;

    /// <summary>Adds the next entry to a version that has room for it: in place, or to a copy where another one was added already.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="hash">What its request is looked for by.</param>
    /// <param name="count">How many entries the version has.</param>
    /// <param name="length">The length of the version.</param>
    /// <returns>What has the entry, and the length of the version with it.</returns>
    public (PackedEntries Packed, int Length) Append(Entry entry, int hash, int count, int length)
    {
        using var stream = new MemoryStream(TypicalLength);
        using var writer = new BinaryWriter(stream);
        Write(writer, entry);
        var added = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        var packed = Interlocked.CompareExchange(ref used, length + added.Length, length) == length ? this : new PackedEntries(this, length);
        packed.Append(added, hash, count, length);
        return (packed, length + added.Length);
    }

    /// <summary>All entries of a version, oldest first.</summary>
    public IEnumerable<Entry> Read(int length)
    {
        using var stream = new MemoryStream(bytes, 0, length, writable: false);
        using var reader = new BinaryReader(stream);
        while (stream.Position < length) yield return Read(reader);
    }

    /// <summary>What a request is looked for by.</summary>
    public static int HashOf(string requestId) => requestId.GetHashCode(StringComparison.Ordinal);

    /// <summary>The entry of a request, or null where it is not among those of a version without the oldest ones.</summary>
    public Entry? Find(string requestId, int hash, int length, int evicted)
    {
        for (var at = FirstIndexOf(hash); places[at] is var place and not 0; at = NextIndex(at))
        {
            if (HashAt(place) != hash || BeginningAt(place) >= length) continue;
            var entry = ReadAt(BeginningAt(place));
            // Sequences are dense, so they count the entries before this one.
            if (entry.RequestId == requestId && entry.Sequence - oldestSequence >= evicted) return entry;
        }

        return null;
    }

    /// <summary>Writes an entry to the end, which nobody else has.</summary>
    private void Append(ReadOnlySpan<byte> added, int hash, int count, int beginning)
    {
        used = beginning + added.Length;
        if (used > bytes.Length) Array.Resize(ref bytes, used + (MoreAfter(count + 1) * (used / (count + 1))));
        added.CopyTo(bytes.AsSpan(beginning));
        Take(PlaceOf(hash, beginning));
    }

    /// <summary>For how many more entries there is to be room: a small pack grows once, a large one to twice its size.</summary>
    private int MoreAfter(int count) => Math.Min(Capacity - count, Math.Max(SmallestGrowth, count));

    private void Take(ulong place)
    {
        var at = FirstIndexOf(HashAt(place));
        while (places[at] != 0) at = NextIndex(at);
        places[at] = place;
    }

    private int FirstIndexOf(int hash) => (int)((uint)hash % (uint)places.Length);

    private int NextIndex(int at) => at + 1 == places.Length ? 0 : at + 1;

    private static ulong PlaceOf(int hash, int beginning) => ((ulong)(uint)hash << 32) | (uint)(beginning + 1);

    private static int HashAt(ulong place) => (int)(place >> 32);

    private static int BeginningAt(ulong place) => (int)(uint)place - 1;

    private Entry ReadAt(int beginning)
    {
        using var stream = new MemoryStream(bytes, writable: false) { Position = beginning };
        using var reader = new BinaryReader(stream);
        return Read(reader);
    }

    private Entry Read(BinaryReader reader)
    {
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
