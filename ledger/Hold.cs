namespace AccountGrains.Ledger;

/// <summary>An amount reserved on an account until it is captured, released or expires.</summary>
public sealed record Hold
{
    /// <summary>The request id of the command that made it.</summary>
    public required string Id { get; init; }

    /// <summary>The reserved amount.</summary>
    public required decimal Amount { get; init; }

    /// <summary>When it is released by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What became of it.</summary>
    public HoldStatus Status { get; init; } = HoldStatus.Open;

    /// <summary>The amount that was captured; the rest was released.</summary>
    public decimal Captured { get; init; }

    internal bool IsExpired(DateTimeOffset now) => Status == HoldStatus.Open && ExpiresAt <= now;
}
