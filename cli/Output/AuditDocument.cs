using System.Text.Json;
using AccountGrains.Storage;

namespace AccountGrains.Cli.Output;

/// <summary>An audit as one JSON document, its findings first, written as they come.</summary>
internal sealed class AuditDocument : IAuditReport
{
    private readonly Stream stream;
    private readonly Utf8JsonWriter writer;

    public AuditDocument(Stream stream)
    {
        this.stream = stream;
        writer = new Utf8JsonWriter(stream, Json.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("findings");
    }

    public void Found(Finding finding)
    {
        JsonSerializer.Serialize(writer, finding, Json.Options);
        writer.Flush();
    }

    public void Finish(AuditSummary summary)
    {
        writer.WriteEndArray();
        writer.WritePropertyName("summary");
        JsonSerializer.Serialize(writer, summary, Json.Options);
        writer.WriteEndObject();
        writer.Flush();
        stream.Write("\n"u8);
    }

    // After a failure the document stays without its end, which no reader takes for a clean audit.
    public void Dispose() => stream.Dispose();
}
