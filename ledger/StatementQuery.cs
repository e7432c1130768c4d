namespace AccountGrains.Ledger;

/// <summary>Which entries of an account to list. All bounds are inclusive; those that are not set do not bound.</summary>
/// <param name="Account">The account.</param>
public sealed record StatementQuery(string Account)
{
    /// <summary>The most entries that one page may have.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>The lowest sequence.</summary>
    public long? FromSequence { get; init; }

    /// <summary>The highest sequence.</summary>
    public long? ToSequence { get; init; }

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Newest entries first; oldest first unless set.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>The most entries of the page, 1 to 1000.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The sequence at which the page begins: <see cref="Statement.Next"/> of the page before.</summary>
    public long? StartAt { get; init; }

    /// <summary>Asks for the last entry at or before a time, whose balance is the balance as of then.</summary>
    internal static StatementQuery LastBy(string account, DateTimeOffset time) =>
        new(account) { To = time, NewestFirst = true, PageSize = 1 };

    /// <summary>The lowest and highest sequence of the page, as far as the sequences of this query bound it.</summary>
    public (long Low, long High) Range()
    {
        var low = FromSequence ?? 1;
        var high = ToSequence ?? long.MaxValue;
        if (StartAt is not { } start) return (low, high);
        return NewestFirst ? (low, Math.Min(high, start)) : (Math.Max(low, start), high);
    }

    /// <summary>Makes the page of what was read: one entry more than the page holds tells that another page follows.</summary>
    public Statement Page(IReadOnlyList<Entry> read) =>
        read.Count <= PageSize
            ? new Statement(read, null)
            : new Statement([.. read.Take(PageSize)], read[PageSize].Sequence);

    internal void Check()
    {
        Input.AccountId("account", Account);
        if (PageSize is < 1 or > MaxPageSize)
            throw new InvalidCommandException("page size", $"{PageSize} is not between 1 and {MaxPageSize}");
    }
}
