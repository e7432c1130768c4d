namespace AccountGrains.Ledger;

/// <summary>
/// What a caller asks, under an id of its own choice. The id is 1 to 128 printable ASCII characters and has one outcome on
/// every account it touches, for ever.
/// </summary>
public abstract record Command(string RequestId)
{
    /// <summary>The caller's words, up to 256 characters; part of the content.</summary>
    public string? Memo { get; init; }

    // The commands are those of this assembly: the rules know them all.
    private protected abstract EntryKind EntryKind { get; }

    internal EntryKind Kind => EntryKind;

    /// <summary>The account whose journal records the outcome, whatever it is.</summary>
    internal abstract string Anchor { get; }

    /// <summary>Refuses malformed fields; every value is judged before any account is read.</summary>
    internal abstract void Check();

    /// <summary>Writes every field but the request id, in an order that never changes.</summary>
    internal abstract void Describe(ref ContentWriter content);
}
