namespace AccountGrains.Silo;

/// <summary>Where the accounts are kept. It is no record, as that would print its password.</summary>
internal sealed class StoreOptions
{
    /// <summary>The key of the connection string.</summary>
    public const string Key = "ConnectionStrings:Accounts";

    /// <summary>A PostgreSQL connection string, or null: in memory.</summary>
    public string? ConnectionString { get; set; }
}
