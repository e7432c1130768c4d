namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>Reads a message of protobuf as far as it is made of messages, texts and bytes; other fields are passed over.</summary>
internal static class Protobuf
{
    /// <summary>The messages at the end of a path of field numbers.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Find(ReadOnlyMemory<byte> message, params int[] path)
    {
        if (path.Length == 0) return [message];
        return Fields(message).Where(field => field.Number == path[0]).SelectMany(field => Find(field.Value, path[1..]));
    }

    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            var length = (tag & 7) switch
            {
                0 => VarintLength(message.Span[at..]),
                1 => sizeof(ulong),
                2 => (int)Varint(message.Span, ref at),
                5 => sizeof(uint),
                _ => throw new FormatException($"wire type {tag & 7} at {at}"),
            };
            if ((tag & 7) == 2) yield return ((int)(tag >> 3), message.Slice(at, length));
            at += length;
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80) return value;
        }
    }

    private static int VarintLength(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        Varint(bytes, ref at);
        return at;
    }
}
