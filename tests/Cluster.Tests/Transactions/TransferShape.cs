namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A transfer whose accounts are locked in a certain order. The first of them manages the transaction.</summary>
public enum TransferShape
{
    /// <summary>The debited account comes first by its id.</summary>
    FromTheManager,

    /// <summary>The credited account comes first by its id.</summary>
    ToTheManager,

    /// <summary>One account pays two others, of which one is busy and manages.</summary>
    ToTwo,
}

internal static class TransferShapes
{
    /// <summary>The accounts with what the transfer changes of each.</summary>
    public static IReadOnlyDictionary<string, decimal> Changes(this TransferShape shape) => shape switch
    {
        TransferShape.FromTheManager => new Dictionary<string, decimal> { ["a"] = -30, ["b"] = 30 },
        TransferShape.ToTheManager => new Dictionary<string, decimal> { ["b"] = -30, ["a"] = 30 },
        _ => new Dictionary<string, decimal> { ["a"] = -30, ["b"] = 10, ["busy"] = 20 },
    };
}
