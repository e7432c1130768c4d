using System.Data.Common;
using AccountGrains.Ledger;

namespace AccountGrains.Storage;

/// <summary>Brings the entries of each transfer together: all its accounts have one, and they cancel in each currency.</summary>
internal sealed class TransferCheck(Action<Finding> found)
{
    /// <summary>Which entries belong to a transfer or to the reversal of one.</summary>
    public const string Entries = "outcome = 0 AND (kind = 'transfer' OR counterparty IS NOT NULL)";

    // One request id may stand for different transfers on different accounts; its content tells them apart.
    public static readonly string Query =
        $"""
        SELECT {Rows.Of("e", Rows.EntryColumns)}, a.currency
        FROM (SELECT * FROM entry WHERE {Entries}) e LEFT JOIN account a ON a.id = e.account
        ORDER BY e.request_id, e.content, e.account
        """;

    private readonly List<(Entry Entry, string? Currency)> legs = [];

    /// <summary>How many transfers there were.</summary>
    public long Count { get; private set; }

    public void Add(DbDataReader row)
    {
        var entry = Rows.ReadEntry(row);
        if (legs is [var (first, _), ..] && (first.RequestId != entry.RequestId || first.Content != entry.Content)) End();
        legs.Add((entry, Rows.ReadText(row, 14)));
    }

    public void End()
    {
        if (legs.Count == 0) return;
        if (legs[0].Entry.Kind == EntryKind.Transfer) Count++;
        foreach (var (account, named) in MissingLegs())
            Report(named, $"its entry on account {account}, which this one names, is missing");
        foreach (var currency in legs.GroupBy(leg => leg.Currency, leg => leg.Entry.Amount))
        {
            if (currency.Sum() is not 0 and var sum)
                Report(legs[0].Entry, $"its entries on {Accounts()} add up to {sum} {currency.Key}, not to 0");
        }

        legs.Clear();
    }

    private IEnumerable<(string Account, Entry NamedBy)> MissingLegs()
    {
        var present = legs.Select(leg => leg.Entry.Account).ToHashSet(StringComparer.Ordinal);
        return legs
            .SelectMany(leg => (leg.Entry.Counterparty ?? "(none)").Split(',').Select(account => (Account: account, leg.Entry)))
            .Where(named => !present.Contains(named.Account))
            .DistinctBy(named => named.Account);
    }

    private string Accounts() => string.Join(", ", legs.Select(leg => $"{leg.Entry.Account} #{leg.Entry.Sequence}"));

    private void Report(Entry entry, string problem) =>
        found(new Finding(AuditRule.TransferCancels, entry.Account, entry.Sequence, entry.RequestId, problem));
}
