using AccountGrains.Grains;
using AccountGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>Where the accounts of a transfer are.</summary>
public enum Placement
{
    /// <summary>On one silo, where the manager writes for all of them.</summary>
    Together,

    /// <summary>Each on a silo of its own, as far as it knows.</summary>
    Apart,
}

internal static class Placements
{
    public static void AddTo(this Placement placement, ISiloBuilder silo)
    {
        if (placement == Placement.Apart) silo.Services.AddTransient<Neighbours<Books>>();
    }

    /// <summary>The writes that a transfer is made of. Together it is one.</summary>
    public static IEnumerable<ProtocolStep> Steps(this Placement placement) =>
        placement == Placement.Together ? [ProtocolStep.Decide] : Enum.GetValues<ProtocolStep>();
}
