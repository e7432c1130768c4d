using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Brings the entries of each transfer together: all its accounts have one, and they cancel in each currency.</summary>
internal sealed class TransferCheck(Action<Finding> found)
{
    /// <summary>Which entries belong to a transfer or to the reversal of one.</summary>
    public const string Entries =
        "outcome = 0 AND (kind = 'transfer' OR counterparty IS NOT NULL) AND kind NOT IN ('send', 'receive', 'refund')";

    // One request id may stand for different transfers on different accounts; its content tells them apart.
    public static string Query(Dialect dialect) =>
        $"""
        SELECT e.account, e.sequence, e.request_id, e.content, e.kind, e.amount, e.counterparty, a.currency, e.prepared
        FROM (
            SELECT account, sequence, request_id, content, kind, amount, counterparty, false AS prepared
            FROM entry WHERE {Entries} {dialect.PreparedLegs}) e
        LEFT JOIN account a ON a.id = e.account
        ORDER BY e.request_id, e.content, e.account
        """;

    private readonly List<Leg> legs = [];

    /// <summary>How many transfers there were.</summary>
    public long Count { get; private set; }

    public void Add(DbDataReader row)
    {
        var leg = Read(row);
        if (legs is [var first, ..] && (first.RequestId != leg.RequestId || first.Content != leg.Content)) End();
        legs.Add(leg);
    }

    public void End()
    {
        // What is prepared everywhere is undecided, and may still be undone.
        if (legs.All(leg => leg.IsPrepared))
        {
            legs.Clear();
            return;
        }

        if (legs[0].Kind == Names<EntryKind>.Of(EntryKind.Transfer)) Count++;
        foreach (var (account, namedBy) in MissingLegs())
            Report(namedBy, $"its entry on account {account}, which this one names, is missing");
        foreach (var currency in legs.GroupBy(leg => leg.Currency, leg => leg.Amount))
        {
            if (currency.Sum() is not 0 and var sum)
                Report(legs[0], $"its entries on {Accounts()} add up to {sum} {currency.Key}, not to 0");
        }

        legs.Clear();
    }

    private static Leg Read(DbDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetString(2),
        new Fingerprint(row.GetFieldValue<byte[]>(3)),
        row.GetString(4),
        row.GetDecimal(5),
        Rows.ReadText(row, 6),
        Rows.ReadText(row, 7),
        row.GetBoolean(8));

    private IEnumerable<(string Account, Leg NamedBy)> MissingLegs()
    {
        var present = legs.Select(leg => leg.Account).ToHashSet(StringComparer.Ordinal);
        return legs
            .SelectMany(leg => (leg.Counterparty ?? "(none)").Split(',').Select(account => (Account: account, NamedBy: leg)))
            .Where(named => !present.Contains(named.Account))
            .DistinctBy(named => named.Account);
    }

    private string Accounts() => string.Join(", ", legs.Select(leg => $"{leg.Account} #{leg.Sequence}"));

    private void Report(Leg leg, string problem) =>
        found(new Finding(AuditRule.TransferCancels, leg.Account, leg.Sequence, leg.RequestId, problem));

    private sealed record Leg(
        string Account,
        long Sequence,
        string RequestId,
        Fingerprint Content,
        string Kind,
        decimal Amount,
        string? Counterparty,
        string? Currency,
        bool IsPrepared);
}
