using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AccountGrains.Ledger;

/// <summary>
/// Writes the fields of a command for its fingerprint, each so that no two contents give the same bytes. Fingerprints are
/// stored for ever: a field that is added one day is written only where it is set, after all others.
/// </summary>
internal ref struct ContentWriter(Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;
    private int used;

    /// <summary>Enough for any command: its legs with two ids and a memo of four bytes a character are the longest part.</summary>
    public const int MaxLength = (Transfer.MaxLegs + 1) * 2 * (Input.MaxIdLength + 32) + Input.MaxMemoLength * 4;

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer[used..], value);
        used += sizeof(long);
    }

    /// <summary>Equal amounts are equal content, whatever zeros they were written with.</summary>
    public void Write(decimal value)
    {
        BinaryPrimitives.WriteInt128BigEndian(buffer[used..], (Int128)(value * 10_000m));
        used += 16;
    }

    public void Write(string? value)
    {
        var length = value is null ? -1 : Encoding.UTF8.GetBytes(value, buffer[(used + sizeof(int))..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer[used..], length);
        used += sizeof(int) + Math.Max(length, 0);
    }

    public readonly Fingerprint ToFingerprint()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..used], hash);
        return new Fingerprint(hash);
    }
}
