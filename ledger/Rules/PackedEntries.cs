namespace AccountGrains.Ledger;

/// <summary>
/// Stored entries of an account, as bytes: most of them are never asked for, and as objects they would take four times the room.
/// </summary>
internal sealed class PackedEntries
{
    // What an entry without words of the caller needs.
    private const int TypicalLength = 128;

    private readonly string account;
    private readonly byte[] bytes;

    // Where each entry begins, the oldest first.
    private readonly int[] places;

    // Which entries have which hash of a request id, in the order of these.
    private readonly int[] hashes;
    private readonly int[] entriesByHash;

    /// <summary>Packs entries of one account, at least one, oldest first.</summary>
    public PackedEntries(IReadOnlyCollection<Entry> entries)
    {
        account = entries.First().Account;
        places = new int[entries.Count];
        hashes = new int[entries.Count];
        entriesByHash = [.. Enumerable.Range(0, entries.Count)];
        using var stream = new MemoryStream(entries.Count * TypicalLength);
        using var writer = new BinaryWriter(stream);
        var i = 0;
        foreach (var entry in entries)
        {
            places[i] = (int)stream.Position;
            hashes[i++] = entry.RequestId.GetHashCode(StringComparison.Ordinal);
            Write(writer, entry);
        }

        bytes = stream.ToArray();
        Array.Sort(hashes, entriesByHash);
    }

    /// <summary>How many entries there are.</summary>
    public int Count => places.Length;

    /// <summary>The entry of a request, or null where it is not among these without the oldest ones.</summary>
    public Entry? Find(string requestId, int evicted)
    {
        var hash = requestId.GetHashCode(StringComparison.Ordinal);
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
            Amount = reader.ReadDecimal(),
            Balance = reader.ReadDecimal(),
            Time = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            Content = new Fingerprint(reader.ReadBytes(Fingerprint.Length)),
            Counterparty = ReadText(reader),
            Memo = ReadText(reader),
            Hold = ReadText(reader),
            Held = reader.ReadBoolean() ? reader.ReadDecimal() : 0,
            Reverses = reader.Read7BitEncodedInt64() is > 0 and var sequence ? sequence : null,
        };
    }

    private static void Write(BinaryWriter writer, Entry entry)
    {
        writer.Write(entry.RequestId);
        writer.Write7BitEncodedInt64(entry.Sequence);
        writer.Write((byte)entry.Kind);
        writer.Write((byte)entry.Outcome);
        writer.Write(entry.Amount);
        writer.Write(entry.Balance);
        writer.Write(entry.Time.UtcTicks);
        writer.Write(entry.Content.ToArray());
        WriteText(writer, entry.Counterparty);
        WriteText(writer, entry.Memo);
        WriteText(writer, entry.Hold);
        writer.Write(entry.Held != 0);
        if (entry.Held != 0) writer.Write(entry.Held);
        writer.Write7BitEncodedInt64(entry.Reverses ?? 0);
    }

    private static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
