namespace AccountGrains.Silo;

/// <summary>OpenTelemetry's own settings, as far as a wrong one would be ignored without a word.</summary>
internal sealed class TelemetryOptions
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string ProtocolKey = "OTEL_EXPORTER_OTLP_PROTOCOL";
    public const string SamplerKey = "OTEL_TRACES_SAMPLER";
    public const string RatioKey = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>Where the collector is, or null: nothing is exported.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How it is spoken to; grpc unless set.</summary>
    public string? Protocol { get; set; }

    /// <summary>Which traces are exported; parentbased_always_on unless set.</summary>
    public string? Sampler { get; set; }

    /// <summary>The part of them, where the sampler takes one.</summary>
    public string? Ratio { get; set; }

    /// <summary>Whether there is a collector.</summary>
    public bool IsExported => Endpoint is not null;

    /// <summary>Reads them. OpenTelemetry takes an empty one for one that is not set.</summary>
    public void Fill(IConfiguration configuration)
    {
        Endpoint = Read(EndpointKey);
        Protocol = Read(ProtocolKey);
        Sampler = Read(SamplerKey);
        Ratio = Read(RatioKey);

        string? Read(string key) => configuration[key] is { Length: > 0 } value ? value : null;
    }
}
