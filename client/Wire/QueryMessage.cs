using AccountGrains.Ledger;

namespace AccountGrains.Client;

/// <summary>A statement query on the wire.</summary>
[GenerateSerializer, Immutable, Alias("accounts.query")]
public sealed record QueryMessage
{
    /// <summary>The lowest sequence.</summary>
    [Id(0)]
    public long? FromSequence { get; init; }

    /// <summary>The highest sequence.</summary>
    [Id(1)]
    public long? ToSequence { get; init; }

    /// <summary>The earliest time.</summary>
    [Id(2)]
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest time.</summary>
    [Id(3)]
    public DateTimeOffset? To { get; init; }

    /// <summary>Newest entries first.</summary>
    [Id(4)]
    public bool NewestFirst { get; init; }

    /// <summary>The most entries of the page.</summary>
    [Id(5)]
    public required int PageSize { get; init; }

    /// <summary>The sequence at which the page begins.</summary>
    [Id(6)]
    public long? StartAt { get; init; }

    /// <summary>The message of a query.</summary>
    public static QueryMessage Of(StatementQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new QueryMessage
        {
            FromSequence = query.FromSequence,
            ToSequence = query.ToSequence,
            From = query.From,
            To = query.To,
            NewestFirst = query.NewestFirst,
            PageSize = query.PageSize,
            StartAt = query.StartAt,
        };
    }

    /// <summary>The query of the message, for an account.</summary>
    public StatementQuery ToQuery(string account) => new(account)
    {
        FromSequence = FromSequence,
        ToSequence = ToSequence,
        From = From,
        To = To,
        NewestFirst = NewestFirst,
        PageSize = PageSize,
        StartAt = StartAt,
    };
}
