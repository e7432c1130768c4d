using System.Text.Json;
using AccountGrains.Cli.Output;
using AccountGrains.Ledger;

namespace AccountGrains.Cli.Settle;

/// <summary>
/// The file beside the input that says what became of its lines: one JSON document, the refused lines first, written as they
/// come. It appears once it is whole, and replaces that of an earlier run.
/// </summary>
internal sealed class ReportDocument : IDisposable
{
    private readonly string unfinished;
    private readonly FileStream file;
    private readonly Utf8JsonWriter writer;

    /// <summary>Begins the document, so that a folder which cannot be written to is known before anything is paid.</summary>
    public ReportDocument(string input, string run)
    {
        Path = $"{input}.{Uri.EscapeDataString(run)}.report.json";
        // Two processes may run one settlement at the same time.
        unfinished = $"{Path}.{System.IO.Path.GetRandomFileName()}";
        file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write);
        writer = new Utf8JsonWriter(file, Json.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("refused");
    }

    public string Path { get; }

    public void Add(RefusedLine refused)
    {
        var line = refused.Line;
        JsonSerializer.Serialize(
            writer, new Row(line.Number, line.Account, line.Amount, line.Currency, line.Memo, refused.Reason), Json.Options);
        writer.Flush();
    }

    public void Finish(SettlementOutcome outcome)
    {
        writer.WriteEndArray();
        writer.WritePropertyName("summary");
        JsonSerializer.Serialize(writer, outcome, Json.Options);
        writer.WriteEndObject();
        writer.Flush();
        file.Write("\n"u8);
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(unfinished, Path, overwrite: true);
    }

    public void Dispose()
    {
        file.Dispose();
        File.Delete(unfinished);
    }

    private sealed record Row(long Line, string Account, decimal Amount, string Currency, string? Memo, Outcome Reason);
}
