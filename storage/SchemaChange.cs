namespace AccountGrains.Storage;

/// <summary>What was done to the schema of a store.</summary>
/// <param name="From">The version that was found; 0 where the database was empty.</param>
/// <param name="To">The version of this program.</param>
public sealed record SchemaChange(int From, int To);
