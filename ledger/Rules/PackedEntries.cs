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

    // Where each entry begins, the oldest first.
    private readonly int[] places;

    // Which entries have which hash of a request id, in the order of these.
    private readonly int[] hashes;
    private readonly int[] entriesByHash;

    /// <summary>Packs entries of one account, at least one, oldest first.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="older">Those before them, or null.</param>
    public PackedEntries(IReadOnlyCollection<Entry> entries, PackedEntries? older = null)
    {
        account = entries.First().Account;
        var before = older?.Count ?? 0;
        places = new int[before + entries.Count];
        hashes = new int[places.Length];
        entriesByHash = new int[places.Length];
        using var stream = new MemoryStream((older?.bytes.Length ?? 0) + (entries.Count * TypicalLength));
        using var writer = new BinaryWriter(stream);
        if (older is not null)
        {
            stream.Write(older.bytes);
            older.places.CopyTo(places, 0);
            older.hashes.CopyTo(hashes, 0);
            older.entriesByHash.CopyTo(entriesByHash, 0);
        }

        foreach (var entry in entries)
        {
            places[before] = (int)stream.Position;
            hashes[before] = HashOf(entry.RequestId);
            entriesByHash[before] = before++;
            Write(writer, entry);
        }

        bytes = stream.ToArray();
        Array.Sort(hashes, entriesByHash);
    }

    /// <summary>How many entries there are.</summary>
    public int Count => places.Length;

    /// <summary>What the requests of the entries are looked for by.</summary>
    public ReadOnlySpan<int> Hashes => hashes;

    /// <summary>What a request is looked for by.</summary>
    public static int HashOf(string requestId) => requestId.GetHashCode(StringComparison.Ordinal);

    /// <summary>The entry of a request, or null where it is not among these without the oldest ones.</summary>
    public Entry? Find(string requestId, int hash, int evicted)
    {
        var at = Array.BinarySearch(hashes, hash);
        while (at > 0 && hashes[at - 1] == hash) at--;
        for (; at >= 0 && at < hashes.Length && hashes[at] == hash; at++)
        {
            if (entriesByHash[at] >= evicted && Read(entriesByHash[at]) is var entry && entry.RequestId == requestId) return entry;
        }

        return null;
    }

    /// <summary>An entry by its number, the oldest being 0.</summary>
    public Entry Read(int number)
    {
        using var stream = new MemoryStream(bytes, writable: false) { Position = places[number] };
        using var reader = new BinaryReader(stream);
        return new Entry
        {
            Account = account,
            RequestId = reader.ReadString(),
            Sequence = reader.Read7BitEncodedInt64(),
            Kind = (EntryKind)reader.ReadByte(),
            Outcome = (Outcome)reader.ReadByte(),
            Amount = ReadAmount(reader),
            Balance = ReadAmount(reader),
            Time = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            Content = new Fingerprint(reader.ReadBytes(Fingerprint.Length)),
            Counterparty = ReadText(reader),
            Memo = ReadText(reader),
            Hold = ReadText(reader),
            Held = ReadAmount(reader),
            Reverses = reader.Read7BitEncodedInt64() is > 0 and var sequence ? sequence : null,
        };
    }

    private static void Write(BinaryWriter writer, Entry entry)
    {
        writer.Write(entry.RequestId);
        writer.Write7BitEncodedInt64(entry.Sequence);
        writer.Write((byte)entry.Kind);
        writer.Write((byte)entry.Outcome);
        WriteAmount(writer, entry.Amount);
        WriteAmount(writer, entry.Balance);
        writer.Write(entry.Time.UtcTicks);
        writer.Write(entry.Content.ToArray());
        WriteText(writer, entry.Counterparty);
        WriteText(writer, entry.Memo);
        WriteText(writer, entry.Hold);
        WriteAmount(writer, entry.Held);
        writer.Write7BitEncodedInt64(entry.Reverses ?? 0);
    }

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

    private static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
