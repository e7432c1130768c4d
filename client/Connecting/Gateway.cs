using System.Diagnostics.CodeAnalysis;

namespace AccountGrains.Client;

/// <summary>A host, by name or address, and the port at which its silos answer clients.</summary>
internal sealed record Gateway(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>; an address of version 6 is in brackets.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Gateway? gateway)
    {
        gateway = null;
        if (!Uri.TryCreate($"gwy://{text}", UriKind.Absolute, out var uri) || uri.Port < 1) return false;
        // What a URI may have besides host and port would be lost without a word.
        if (!string.Equals($"{uri.Host}:{uri.Port}", text, StringComparison.OrdinalIgnoreCase)) return false;
        gateway = new Gateway(uri.DnsSafeHost, uri.Port);
        return true;
    }
}
