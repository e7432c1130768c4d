using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>An open hold on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.hold")]
public sealed record HoldMessage
{
    /// <summary>The request that made it.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The held amount.</summary>
    [Id(1)]
    public required decimal Amount { get; init; }

    /// <summary>When it expires.</summary>
    [Id(2)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who decides once the expiry has passed.</summary>
    [Id(3)]
    public string? Owner { get; init; }

    /// <summary>The message of a hold.</summary>
    public static HoldMessage Of(Hold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return new HoldMessage { Id = hold.Id, Amount = hold.Amount, ExpiresAt = hold.ExpiresAt, Owner = hold.Owner };
    }

    /// <summary>The hold of the message.</summary>
    public Hold ToHold() => new() { Id = Id, Amount = Amount, ExpiresAt = ExpiresAt, Owner = Owner };
}
