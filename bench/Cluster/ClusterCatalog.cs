using AccountGrains.Bench.Cluster.Systems;
using AccountGrains.Bench.Cluster.Variants;
using AccountGrains.Bench.Load;
using AccountGrains.Bench.Systems;

namespace AccountGrains.Bench.Cluster;

/// <summary>The systems that need Orleans.</summary>
internal static class ClusterCatalog
{
    public static ISystem Make(Case @case) => @case.System switch
    {
        "cluster-1" => new ClusterSystem(@case.Postgres!, silos: 1),
        "cluster-3" => new ClusterSystem(@case.Postgres!, silos: 3),
        "orleans-adonet" => new VariantSystem(SiloVariant.OrleansAdoNet, @case.Postgres),
        "ceiling" => new VariantSystem(SiloVariant.Ceiling, store: null),
        _ => throw new ArgumentException($"{@case.System} is a system of another program", nameof(@case)),
    };
}
