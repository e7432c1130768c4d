namespace AccountGrains.BenchSilo;

/// <summary>What the command line says, such as <c>--Variant=Ceiling</c>.</summary>
internal sealed class BenchSiloOptions
{
    public SiloVariant Variant { get; set; }

    public int SiloPort { get; set; } = 11_111;

    public int GatewayPort { get; set; } = 30_000;

    /// <summary>The PostgreSQL database, which the ceiling does without.</summary>
    public string? Store { get; set; }

    /// <summary>Measures the memory of so many idle accounts and ends, in place of serving; 0 for not.</summary>
    public int IdleAccounts { get; set; }
}
