using System.Collections.Frozen;
using System.Globalization;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Import;

/// <summary>Makes commands of lines. What a field may be is the ledger's to say; here is what a kind has fields for.</summary>
internal static class LineCommand
{
    public static readonly string[] Columns = ["request_id", "kind", "account", "counterparty", "amount", "currency", "memo"];

    private static readonly FrozenDictionary<string, Kind> Kinds = new Dictionary<string, Kind>
    {
        ["open"] = new([Column.Amount, Column.Currency], line => Open(line, AccountKind.Internal)),
        ["open-external"] = new([Column.Amount, Column.Currency], line => Open(line, AccountKind.External)),
        ["deposit"] = new(
            [Column.Amount, Column.Currency], line => new Deposit(line.RequestId, line.Account, AmountOf(line), line.Currency)),
        ["withdraw"] = new(
            [Column.Amount, Column.Currency], line => new Withdraw(line.RequestId, line.Account, AmountOf(line), line.Currency)),
        ["transfer"] = new(
            [Column.Counterparty, Column.Amount, Column.Currency],
            line => new Transfer(line.RequestId, line.Account, line.Counterparty, AmountOf(line), line.Currency)),
        ["send"] = new([Column.Counterparty, Column.Amount, Column.Currency], Send),
        ["hold"] = new(
            [Column.Amount, Column.Currency], line => new PlaceHold(line.RequestId, line.Account, AmountOf(line), line.Currency)),
        ["capture"] = new([Column.Counterparty, Column.Amount, Column.Currency], Capture),
        ["release"] = new([Column.Counterparty], line => new ReleaseHold(line.RequestId, line.Account, line.Counterparty)),
        ["freeze"] = new([], line => new FreezeAccount(line.RequestId, line.Account)),
        ["unfreeze"] = new([], line => new UnfreezeAccount(line.RequestId, line.Account)),
        ["close"] = new([], line => new CloseAccount(line.RequestId, line.Account)),
        ["reverse"] = new([Column.Counterparty], line => new ReverseEntry(line.RequestId, line.Account, SequenceOf(line))),
    }.ToFrozenDictionary();

    /// <exception cref="InvalidCommandException">The line is no command.</exception>
    public static LedgerCommand Of(string[] fields)
    {
        var line = new Line(fields);
        if (!Kinds.TryGetValue(line.Kind, out var kind))
            throw new InvalidCommandException("kind", $"'{line.Kind}' is not one of {string.Join(", ", Kinds.Keys.Order())}");
        foreach (var column in new[] { Column.Counterparty, Column.Amount, Column.Currency }.Except(kind.Uses))
        {
            if (line[column] is not "" and var value)
                throw new InvalidCommandException(
                    Columns[(int)column], $"'{value}' is too much; of {line.Kind} it must be blank");
        }

        return kind.Make(line) with { Memo = line[Column.Memo] is "" ? null : line[Column.Memo] };
    }

    /// <summary>Why a line is no command, in the words of its columns.</summary>
    public static string ReasonOf(InvalidCommandException malformed) => $"{ColumnOf(malformed.Field)}: {malformed.Problem}";

    private static string ColumnOf(string field) => field switch
    {
        "request id" => Columns[(int)Column.RequestId],
        "from" => Columns[(int)Column.Account],
        "to" or "ledger" or "hold" or "sequence" => Columns[(int)Column.Counterparty],
        "overdraft limit" => Columns[(int)Column.Amount],
        _ => field,
    };

    private static OpenAccount Open(Line line, AccountKind kind) => new(line.RequestId, line.Account, line.Currency)
    {
        AccountKind = kind,
        OverdraftLimit = line[Column.Amount] is "" ? 0 : AmountOf(line),
    };

    // As statements name it: bob, or bob@east in another ledger.
    private static Send Send(Line line)
    {
        var parts = line.Counterparty.Split('@', 2);
        return new Send(line.RequestId, line.Account, parts[0], AmountOf(line), line.Currency) { Ledger = parts.ElementAtOrDefault(1) };
    }

    private static CaptureHold Capture(Line line) => new(line.RequestId, line.Account, line.Counterparty)
    {
        Amount = line[Column.Amount] is "" ? null : AmountOf(line),
        Currency = line.Currency is "" ? null : line.Currency,
    };

    private static decimal AmountOf(Line line) => Amounts.ParseField(line[Column.Amount]);

    private static long SequenceOf(Line line) =>
        long.TryParse(line.Counterparty, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw new InvalidCommandException("counterparty", $"'{line.Counterparty}' is not the sequence of an entry");

    private enum Column
    {
        RequestId,
        Kind,
        Account,
        Counterparty,
        Amount,
        Currency,
        Memo,
    }

    private readonly record struct Line(string[] Fields)
    {
        public string RequestId => this[Column.RequestId];

        public string Kind => this[Column.Kind];

        public string Account => this[Column.Account];

        public string Counterparty => this[Column.Counterparty];

        public string Currency => this[Column.Currency];

        public string this[Column column] => Fields[(int)column];
    }

    private sealed record Kind(Column[] Uses, Func<Line, LedgerCommand> Make);
}
