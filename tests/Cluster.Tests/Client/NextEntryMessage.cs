namespace AccountGrains.Cluster.Tests.Client;

/// <summary>The entry as a later version may have it: every field of today and one more.</summary>
[GenerateSerializer, Immutable, Alias("accounts.tests.next-entry")]
public sealed record NextEntryMessage
{
    [Id(0)]
    public required string Account { get; init; }

    [Id(1)]
    public required long Sequence { get; init; }

    [Id(2)]
    public required string RequestId { get; init; }

    [Id(3)]
    public required int Kind { get; init; }

    [Id(4)]
    public required int Outcome { get; init; }

    [Id(5)]
    public decimal Amount { get; init; }

    [Id(6)]
    public decimal Held { get; init; }

    [Id(7)]
    public required decimal Balance { get; init; }

    [Id(8)]
    public string? Counterparty { get; init; }

    [Id(9)]
    public string? Hold { get; init; }

    [Id(10)]
    public long? Reverses { get; init; }

    [Id(11)]
    public string? Memo { get; init; }

    [Id(12)]
    public required DateTimeOffset Time { get; init; }

    [Id(13)]
    public required byte[] Content { get; init; }

    [Id(14)]
    public string[]? Labels { get; init; }
}
