using System.Buffers;
using System.Buffers.Binary;

namespace AccountGrains.Ledger;

/// <summary>Makes the manifest of a settlement, line by line.</summary>
internal sealed class ManifestWriter(Settlement settlement)
{
    private readonly ArrayBufferWriter<byte> digests = new();
    private long last;

    public bool IsEmpty => last == 0;

    /// <exception cref="InvalidCommandException">A field of the line is malformed.</exception>
    public void Add(SettlementLine line)
    {
        if (line.Number <= last) throw new InvalidCommandException("line", $"{line.Number} does not come after {last}");
        if (line.Number > SettlementManifest.MaxLine)
            throw new InvalidCommandException("line", $"{line.Number} is above {SettlementManifest.MaxLine}, the most that a settlement may have");
        var content = settlement.RequestOf(line).Content;
        while (++last < line.Number) Write(0);
        Write(content.Head);
    }

    public SettlementManifest ToManifest() => new(settlement.Run, settlement.From, digests.WrittenMemory);

    private void Write(ulong digest)
    {
        BinaryPrimitives.WriteUInt64BigEndian(digests.GetSpan(SettlementManifest.DigestLength), digest);
        digests.Advance(SettlementManifest.DigestLength);
    }
}
