namespace AccountGrains.Cluster.Tests.Silo;

/// <summary>The state of some grain.</summary>
[GenerateSerializer]
public sealed record Saved
{
    [Id(0)]
    public int Value { get; init; }
}
