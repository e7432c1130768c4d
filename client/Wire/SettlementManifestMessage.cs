using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>The manifest of a settlement run on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.settlement.manifest")]
public sealed record SettlementManifestMessage
{
    /// <summary>The account that pays.</summary>
    [Id(0)]
    public required string From { get; init; }

    /// <summary>8 bytes for each line number.</summary>
    [Id(1)]
    public required byte[] Digests { get; init; }

    /// <summary>The message of a manifest.</summary>
    public static SettlementManifestMessage Of(SettlementManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new SettlementManifestMessage { From = manifest.From, Digests = manifest.Digests.ToArray() };
    }

    /// <summary>The manifest of the message, for a run.</summary>
    /// <exception cref="InvalidCommandException">A field is malformed.</exception>
    public SettlementManifest ToManifest(string run) => new(run, From, Digests);
}
