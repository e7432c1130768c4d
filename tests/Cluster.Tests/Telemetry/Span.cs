using System.Text;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>A span as it arrives at a collector.</summary>
internal sealed record Span(string Source, string Name, string Trace, string Id, string? Parent)
{
    // The numbers of opentelemetry/proto/trace/v1/trace.proto.
    public static IEnumerable<Span> Read(ReadOnlyMemory<byte> request) =>
        from scope in Protobuf.Find(request, 1, 2)
        from span in Protobuf.Find(scope, 2)
        select new Span(
            Text(scope, 1, 1)!, Text(span, 5)!, Hex(span, 1)!, Hex(span, 2)!, Hex(span, 4));

    private static string? Text(ReadOnlyMemory<byte> message, params int[] path) =>
        Protobuf.Find(message, path).Select(bytes => Encoding.UTF8.GetString(bytes.Span)).FirstOrDefault();

    private static string? Hex(ReadOnlyMemory<byte> message, int field) =>
        Protobuf.Find(message, field).Where(bytes => bytes.Length > 0).Select(bytes => Convert.ToHexStringLower(bytes.Span)).FirstOrDefault();
}
