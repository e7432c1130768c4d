using System.Buffers.Binary;

namespace AccountGrains.Ledger;

/// <summary>
/// What a run pays, short enough to be registered before anything is paid: a digest for each line, by which a list that was
/// changed is told from the one that the run began with.
/// </summary>
public sealed class SettlementManifest
{
    /// <summary>The bytes of a digest.</summary>
    public const int DigestLength = 8;

    /// <summary>The highest number that a line may have.</summary>
    public const long MaxLine = 10_000_000;

    /// <summary>Makes the manifest of digests, as they were stored or sent.</summary>
    /// <exception cref="InvalidCommandException">A field is malformed.</exception>
    public SettlementManifest(string run, string from, ReadOnlyMemory<byte> digests)
    {
        new Settlement(run, from).Check();
        if (digests.IsEmpty || digests.Length % DigestLength != 0 || digests.Length / DigestLength > MaxLine)
            throw new InvalidCommandException("lines", $"{digests.Length} bytes are not {DigestLength} for each of 1 to {MaxLine} lines");
        Run = run;
        From = from;
        Digests = digests;
    }

    /// <summary>The run's id.</summary>
    public string Run { get; }

    /// <summary>The account that pays.</summary>
    public string From { get; }

    /// <summary>
    /// 8 bytes for each number from 1: the head of the fingerprint of the line's transfer, or zeros where no line has the number.
    /// </summary>
    public ReadOnlyMemory<byte> Digests { get; }

    /// <summary>How many lines there are.</summary>
    public long Lines
    {
        get
        {
            var lines = 0L;
            for (var at = 0; at < Digests.Length; at += DigestLength) lines += DigestAt(Digests, at) == 0 ? 0 : 1;
            return lines;
        }
    }

    /// <summary>What differs from the manifest with which the run was registered, or null.</summary>
    public SettlementDifference? DifferenceFrom(SettlementManifest registered)
    {
        ArgumentNullException.ThrowIfNull(registered);
        if (From != registered.From) return new SettlementDifference(registered.From, null, false, false);
        for (var at = 0; at < Math.Max(Digests.Length, registered.Digests.Length); at += DigestLength)
        {
            var (before, now) = (DigestAt(registered.Digests, at), DigestAt(Digests, at));
            if (before != now) return new SettlementDifference(registered.From, at / DigestLength + 1, before != 0, now != 0);
        }

        return null;
    }

    /// <summary>Whether a line was there when the manifest was made, with this content.</summary>
    internal bool Has(long line, Fingerprint content) =>
        line >= 1 && DigestAt(Digests, (line - 1) * DigestLength) == content.Head;

    private static ulong DigestAt(ReadOnlyMemory<byte> digests, long at) =>
        at < digests.Length ? BinaryPrimitives.ReadUInt64BigEndian(digests.Span[(int)at..]) : 0;
}
