using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>An account on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.state")]
public sealed record AccountMessage
{
    /// <summary>The account's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The currency.</summary>
    [Id(1)]
    public required string Currency { get; init; }

    /// <summary>The <see cref="AccountKind"/>.</summary>
    [Id(2)]
    public required int Kind { get; init; }

    /// <summary>The <see cref="AccountStatus"/>.</summary>
    [Id(3)]
    public required int Status { get; init; }

    /// <summary>The overdraft limit.</summary>
    [Id(4)]
    public required decimal OverdraftLimit { get; init; }

    /// <summary>Whether many transfers share it.</summary>
    [Id(5)]
    public required bool Busy { get; init; }

    /// <summary>The balance.</summary>
    [Id(6)]
    public required decimal Balance { get; init; }

    /// <summary>The held amount.</summary>
    [Id(7)]
    public required decimal Held { get; init; }

    /// <summary>The sequence of the newest entry.</summary>
    [Id(8)]
    public required long Sequence { get; init; }

    /// <summary>The open holds.</summary>
    [Id(9)]
    public required HoldMessage[] Holds { get; init; }

    /// <summary>The message of an account.</summary>
    public static AccountMessage Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new AccountMessage
        {
            Id = account.Id,
            Currency = account.Currency,
            Kind = (int)account.Kind,
            Status = (int)account.Status,
            OverdraftLimit = account.OverdraftLimit,
            Busy = account.Busy,
            Balance = account.Balance,
            Held = account.Held,
            Sequence = account.Sequence,
            Holds = [.. account.Holds.Select(HoldMessage.Of)],
        };
    }

    /// <summary>The account of the message.</summary>
    public Account ToAccount() => new()
    {
        Id = Id,
        Currency = Currency,
        Kind = (AccountKind)Kind,
        Status = (AccountStatus)Status,
        OverdraftLimit = OverdraftLimit,
        Busy = Busy,
        Balance = Balance,
        Held = Held,
        Sequence = Sequence,
        Holds = [.. Holds.Select(hold => hold.ToHold())],
    };
}
