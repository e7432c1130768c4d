namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>What a silo keeps its accounts on.</summary>
internal enum SiloVariant
{
    /// <summary>The storage of the project, on PostgreSQL.</summary>
    Accounts,

    /// <summary>Orleans' own storage of transactions, on its own ADO.NET grain storage.</summary>
    OrleansAdoNet,

    /// <summary>Nothing: what the grains and the transaction protocol cost.</summary>
    Ceiling,
}
