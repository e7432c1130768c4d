namespace AccountGrains.Cluster.Tests.Client;

/// <summary>The command as a later version may have it: every field of today and two more.</summary>
[GenerateSerializer, Immutable, Alias("accounts.tests.next-command")]
public sealed record NextCommandMessage
{
    [Id(0)]
    public required int Kind { get; init; }

    [Id(1)]
    public required string RequestId { get; init; }

    [Id(2)]
    public string? Memo { get; init; }

    [Id(3)]
    public string? Account { get; init; }

    [Id(4)]
    public decimal? Amount { get; init; }

    [Id(5)]
    public string? Currency { get; init; }

    [Id(6)]
    public string? Hold { get; init; }

    [Id(7)]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Id(8)]
    public int AccountKind { get; init; }

    [Id(9)]
    public decimal OverdraftLimit { get; init; }

    [Id(10)]
    public bool Busy { get; init; }

    [Id(11)]
    public long Sequence { get; init; }

    [Id(12)]
    public AccountGrains.Client.LegMessage[]? Legs { get; init; }

    [Id(13)]
    public string? Recipient { get; init; }

    [Id(14)]
    public string? Ledger { get; init; }

    [Id(15)]
    public string? Sender { get; init; }

    [Id(20)]
    public string? Owner { get; init; }

    [Id(100)]
    public string? Channel { get; init; }

    [Id(101)]
    public int Priority { get; init; }
}
