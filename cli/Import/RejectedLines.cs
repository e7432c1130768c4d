using System.Globalization;
using AccountGrains.Cli.Csv;
using CsvHelper;

namespace AccountGrains.Cli.Import;

/// <summary>The file beside the input that lists the lines which are not applied. There is none until there is one to list.</summary>
internal sealed class RejectedLines : IDisposable
{
    private readonly string path;
    private CsvWriter? writer;

    /// <summary>Deletes what an earlier run has left.</summary>
    public RejectedLines(string input)
    {
        path = input + ".rejected.csv";
        File.Delete(path);
    }

    /// <summary>The file, or null where nothing was listed.</summary>
    public string? Path => writer is null ? null : path;

    public void Write(CsvLine line, string reason)
    {
        if (writer is null)
        {
            writer = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n", ValidateFieldCount = false });
            writer.WriteRecord(["line", "reason", .. LineCommand.Columns]);
        }

        writer.WriteRecord([line.Number.ToString(CultureInfo.InvariantCulture), reason, .. line.Fields]);
    }

    public void Dispose() => writer?.Dispose();
}
