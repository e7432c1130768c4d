using AccountGrains.Client;
using AccountGrains.Ledger;

namespace AccountGrains.Grains;

/// <summary>What an account says to its part of a command.</summary>
[GenerateSerializer, Immutable, Alias("accounts.part.reply")]
internal sealed record PartReply
{
    /// <summary>The entry that the part gets, where it is applied.</summary>
    [Id(0)]
    public EntryMessage? Recorded { get; init; }

    /// <summary>Whether the request id has an entry here already, which may not be committed yet.</summary>
    [Id(1)]
    public bool IsKnown { get; init; }

    /// <summary>The verdict, where it is neither.</summary>
    [Id(2)]
    public int Outcome { get; init; }

    public static PartReply Of(PartDecision decision) => decision switch
    {
        PartDecision.Recorded recorded => new PartReply { Recorded = EntryMessage.Of(recorded.Entry) },
        PartDecision.Known => new PartReply { IsKnown = true },
        PartDecision.Refused refused => new PartReply { Outcome = (int)refused.Outcome },
        _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };
}
