namespace AccountGrains.Storage;

/// <summary>What opening a store may do to its schema. A schema that is newer than this program is refused in every mode.</summary>
public enum OpenMode
{
    /// <summary>An empty database becomes a ledger, and an older schema is brought up to date.</summary>
    Create,

    /// <summary>An older schema is brought up to date; an empty database is refused.</summary>
    Existing,

    /// <summary>Nothing is changed: an empty database and an older schema are refused, as somebody else has to migrate first.</summary>
    Current,
}
