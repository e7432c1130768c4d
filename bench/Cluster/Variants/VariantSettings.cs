namespace AccountGrains.Bench.Cluster.Variants;

/// <summary>What the command line says, such as <c>--Variant=Ceiling</c>.</summary>
internal sealed class VariantSettings
{
    public SiloVariant Variant { get; set; }

    public int SiloPort { get; set; }

    public int GatewayPort { get; set; }

    /// <summary>The PostgreSQL database, with its schema; the ceiling does without.</summary>
    public string? Store { get; set; }
}
