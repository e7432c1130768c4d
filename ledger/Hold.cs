namespace AccountGrains.Ledger;

/// <summary>An amount reserved on an account until it is captured, released or expires.</summary>
public sealed record Hold
{
    /// <summary>The request id of the command that made it.</summary>
    public required string Id { get; init; }

    /// <summary>The reserved amount.</summary>
    public required decimal Amount { get; init; }

    /// <summary>When it is released by itself, or its owner is asked; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who decides once the expiry has passed; null: nobody, it is released then.</summary>
    public string? Owner { get; init; }

    /// <summary>What became of it.</summary>
    public HoldStatus Status { get; init; } = HoldStatus.Open;

    /// <summary>The amount that was captured; the rest was released.</summary>
    public decimal Captured { get; init; }
}
