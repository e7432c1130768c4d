using AccountGrains.Storage;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>The writes that a transfer is made of, in their order.</summary>
public enum ProtocolStep
{
    /// <summary>A participant promises.</summary>
    Prepare,

    /// <summary>The manager decides, and has its own part done.</summary>
    Decide,

    /// <summary>A participant does what it promised.</summary>
    Confirm,

    /// <summary>The manager forgets that it decided.</summary>
    Collect,
}

internal static class ProtocolSteps
{
    public static bool IsPartOf<TState>(this ProtocolStep step, ParticipantWrite<TState> write) => step switch
    {
        ProtocolStep.Prepare => write.Prepare.Count > 0,
        ProtocolStep.Decide => write.Decide.Count > 0,
        ProtocolStep.Confirm => write.Settle.Count > 0 && !write.Before!.Equals(write.After),
        _ => write.Collect.Count > 0,
    };
}
