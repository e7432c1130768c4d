using System.Collections.Concurrent;
using System.Net;

namespace AccountGrains.Cluster.Tests.Telemetry;

/// <summary>Takes what a silo exports over OTLP as http/protobuf, and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<Post> posts = [];
    private readonly Task taking;

    public Collector()
    {
        Endpoint = $"http://127.0.0.1:{FreePort.Next()}";
        listener.Prefixes.Add($"{Endpoint}/");
        listener.Start();
        taking = TakeAsync();
    }

    public string Endpoint { get; }

    /// <summary>The environment by which a silo exports to it, without much delay.</summary>
    public Dictionary<string, string?> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public IReadOnlyCollection<Post> Posts => [.. posts];

    public IReadOnlyCollection<Span> Spans =>
        [.. posts.Where(post => post.Path == "/v1/traces").SelectMany(post => Span.Read(post.Body))];

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await taking;
    }

    private async Task TakeAsync()
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                posts.Enqueue(new Post(context.Request.Url!.AbsolutePath, context.Request.ContentType ?? "", body.ToArray()));
                context.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>What was sent in one request.</summary>
    internal sealed record Post(string Path, string ContentType, byte[] Body);
}
