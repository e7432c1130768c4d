namespace AccountGrains.Silo;

/// <summary>What a silo does about a database whose schema is older than its own.</summary>
internal enum SchemaMode
{
    /// <summary>Brings it up to date.</summary>
    Migrate,

    /// <summary>Waits until somebody else did.</summary>
    Wait,
}
