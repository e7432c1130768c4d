namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A cluster whose accounts are each on a silo of its own, as far as they know.</summary>
public sealed class ApartCluster : FaultyCluster
{
    protected override Placement Placement => Placement.Apart;
}
