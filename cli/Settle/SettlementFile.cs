using System.Collections;
using AccountGrains.Cli.Csv;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Settle;

/// <summary>The lines of a settlement in a file, read anew each time. A line's number is the one that an editor shows.</summary>
internal sealed class SettlementFile(string path) : IEnumerable<SettlementLine>
{
    public static readonly string[] Columns = ["account", "amount", "currency", "memo"];

    public IEnumerator<SettlementLine> GetEnumerator()
    {
        using var file = File.OpenRead(path);
        using var lines = new CsvLines(file, Columns);
        lines.ReadHeader();
        foreach (var line in lines.Read()) yield return Of(line);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static SettlementLine Of(CsvLine line)
    {
        try
        {
            if (line.Malformed is { } malformed) throw malformed;
            var memo = line.Fields[3];
            return new SettlementLine(line.Number, line.Fields[0], Amounts.ParseField(line.Fields[1]), line.Fields[2])
            {
                Memo = memo is "" ? null : memo,
            };
        }
        catch (InvalidCommandException malformed)
        {
            return new SettlementLine(line.Number, "", 0, "") { Malformed = malformed };
        }
    }
}
