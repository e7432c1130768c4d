namespace AccountGrains.Ledger;

/// <summary>An account as its owner sees it at one moment.</summary>
public sealed record Account
{
    /// <summary>1 to 128 of <c>A-Z a-z 0-9 : . _ -</c>.</summary>
    public required string Id { get; init; }

    /// <summary>ISO 4217 code of the one currency of the account.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether the account may go below its overdraft limit.</summary>
    public required AccountKind Kind { get; init; }

    /// <summary>Whether money may move.</summary>
    public required AccountStatus Status { get; init; }

    /// <summary>How far below zero the available amount reaches; 0 or more.</summary>
    public required decimal OverdraftLimit { get; init; }

    /// <summary>Whether many transfers share the account, which the cluster uses to order its locks.</summary>
    public required bool Busy { get; init; }

    /// <summary>The sum of all applied entries.</summary>
    public required decimal Balance { get; init; }

    /// <summary>The sum of all open holds.</summary>
    public required decimal Held { get; init; }

    /// <summary>The sequence of the newest entry. The expiry of a hold counts at once and gets its entry with the next command.</summary>
    public required long Sequence { get; init; }

    /// <summary>The open holds, soonest expiry first.</summary>
    public required IReadOnlyList<Hold> Holds { get; init; }

    /// <summary>What may be withdrawn or held: balance - held + overdraft limit. An external account may go lower.</summary>
    public decimal Available => Balance - Held + OverdraftLimit;
}
