using System.Text;
using AccountGrains.Ledger;
using CsvHelper;

namespace AccountGrains.Cli.Csv;

/// <summary>
/// Reads the records of a file one by one. A line break within proper quotes is text, so that nobody's memo becomes a
/// command. A quote that is opened and not properly closed spoils its own line alone: reading goes on with the next.
/// </summary>
internal sealed class CsvLines : IDisposable
{
    private const int MaxRecordSize = 32 << 20;

    private readonly Stream file;
    private readonly string[] columns;
    private readonly CsvReaderOptions options;
    private CsvReader reader;
    private long startByte;
    private long linesBefore;
    private bool isBadlyQuoted;

    public CsvLines(Stream file, string[] columns)
    {
        this.file = file;
        this.columns = columns;
        options = new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            Encoding = Encoding.UTF8,
            TrackLineNumbers = true,
            MaxRecordSize = MaxRecordSize,
            OnMalformedRecord = _ => isBadlyQuoted = true,
        };
        reader = CsvReader.Create(file, options, leaveOpen: true);
    }

    /// <summary>Reads the first line, which must be the columns in their order.</summary>
    /// <exception cref="FileException">A column is wrong.</exception>
    public void ReadHeader()
    {
        var header = reader.Read() ? FieldsOf(reader) : [];
        for (var i = 0; i < Math.Max(header.Length, columns.Length); i++)
        {
            var (expected, found) = (columns.ElementAtOrDefault(i), header.ElementAtOrDefault(i));
            if (expected == found) continue;
            throw new FileException(expected is null
                ? $"header: column {i + 1} is '{found}'; there are only {columns.Length}"
                : $"header: column {i + 1} is {(found is null ? "missing" : $"'{found}'")}; '{expected}' is expected");
        }
    }

    /// <exception cref="CsvFormatException">A record is too large.</exception>
    public IEnumerable<CsvLine> Read()
    {
        while (ReadRecord())
        {
            var line = isBadlyQuoted ? BadlyQuoted() : LineOf(FieldsOf(reader));
            if (line.Fields is not [var only] || !string.IsNullOrWhiteSpace(only)) yield return line;
        }
    }

    public void Dispose() => reader.Dispose();

    private bool ReadRecord()
    {
        isBadlyQuoted = false;
        return reader.Read();
    }

    private CsvLine LineOf(string[] fields) => new(linesBefore + reader.LineNumber, fields, ProblemOf(fields));

    private InvalidCommandException? ProblemOf(string[] fields)
    {
        if (fields.Length != columns.Length) return new("line", $"has {fields.Length} fields; {columns.Length} are needed");
        var broken = Array.FindIndex(fields, field => field.Contains('\uFFFD', StringComparison.Ordinal));
        return broken < 0 ? null : new(columns[broken], "is not UTF-8");
    }

    private CsvLine BadlyQuoted()
    {
        var (number, fields) = (linesBefore + reader.LineNumber, FieldsOf(reader));
        var lineBreak = reader.RawRecord.IndexOfAny("\r\n"u8);
        if (lineBreak >= 0)
        {
            fields = FieldsOf(reader.RawRecord[..lineBreak]);
            GoOnAt(reader.ByteOffset + lineBreak, number);
        }

        return new(number, fields, new("line", "has a quote that is not closed, or not doubled within its field"));
    }

    private void GoOnAt(long byteInReader, long line)
    {
        startByte += byteInReader;
        linesBefore = line - 1;
        reader.Dispose();
        file.Position = startByte;
        reader = CsvReader.Create(file, options, leaveOpen: true);
    }

    private static string[] FieldsOf(ReadOnlySpan<byte> line)
    {
        using var reader = CsvReader.FromText(Encoding.UTF8.GetString(line), new CsvReaderOptions { Separator = ',', HasHeader = false });
        return reader.Read() ? FieldsOf(reader) : [];
    }

    private static string[] FieldsOf(CsvReader reader)
    {
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++) fields[i] = reader.GetString(i);
        return fields;
    }
}
