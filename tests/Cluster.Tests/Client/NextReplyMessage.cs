namespace AccountGrains.Cluster.Tests.Client;

/// <summary>The reply as a later version may have it: every field of today, with the later entry, and one more.</summary>
[GenerateSerializer, Immutable, Alias("accounts.tests.next-reply")]
public sealed record NextReplyMessage
{
    [Id(0)]
    public int Outcome { get; init; }

    [Id(1)]
    public NextEntryMessage? Entry { get; init; }

    [Id(2)]
    public bool IsReplay { get; init; }

    [Id(3)]
    public string? Failure { get; init; }

    [Id(4)]
    public bool InDoubt { get; init; }

    [Id(5)]
    public bool Final { get; init; }

    [Id(6)]
    public TimeSpan? RetryAfter { get; init; }
}
