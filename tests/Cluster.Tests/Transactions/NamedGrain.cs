using Orleans.Transactions;

namespace AccountGrains.Cluster.Tests.Transactions;

/// <summary>A reference to an account that nobody calls.</summary>
internal sealed class NamedGrain(string account) : GrainReference(Accounts, IdSpan.Create(account))
{
    private static readonly GrainReferenceShared Accounts =
        new(GrainType.Create("account"), default, 0, null!, default, null!, null!, null!);

    /// <summary>An account as a participant of transactions.</summary>
    public static ParticipantId Participant(string account) =>
        new("account", new NamedGrain(account), ParticipantId.Role.Resource | ParticipantId.Role.Manager);
}
