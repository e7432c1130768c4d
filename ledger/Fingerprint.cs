using System.Buffers.Binary;

namespace AccountGrains.Ledger;

/// <summary>
/// What a command asked, in 16 bytes: the head of the SHA-256 of its fields. Two commands with one request id are the same
/// command when their fingerprints are equal.
/// </summary>
public readonly record struct Fingerprint
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    private readonly UInt128 value;

    /// <summary>Reads a stored fingerprint; of more bytes than <see cref="Length"/>, the head counts.</summary>
    public Fingerprint(ReadOnlySpan<byte> bytes) => value = BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <summary>The first 8 bytes.</summary>
    internal ulong Head => (ulong)(value >> 64);

    /// <summary>The bytes to store.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>The bytes in hexadecimal.</summary>
    public override string ToString() => value.ToString("x32", null);
}
