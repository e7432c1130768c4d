using System.Globalization;
using Microsoft.Extensions.Options;

namespace AccountGrains.Silo;

/// <summary>OpenTelemetry goes on with another value where one is wrong, and tells nobody.</summary>
internal sealed class TelemetryOptionsRules : IValidateOptions<TelemetryOptions>
{
    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var problems = new List<string>();
        if (options.Endpoint is { } endpoint && !IsHttp(endpoint))
            Refuse(TelemetryOptions.EndpointKey, endpoint, "an http or https address such as http://collector:4317");
        if (options.Protocol is { } protocol && !Protocols.Contains(protocol))
            Refuse(TelemetryOptions.ProtocolKey, protocol, $"one of {string.Join(", ", Protocols)}");
        if (options.Sampler is { } sampler && !Samplers.Contains(sampler))
            Refuse(TelemetryOptions.SamplerKey, sampler, $"one of {string.Join(", ", Samplers)}");
        if (options.Ratio is { } ratio && !IsRatio(ratio))
            Refuse(TelemetryOptions.RatioKey, ratio, "a number from 0 to 1");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Refuse(string key, string value, string what) => problems.Add($"{key}: '{value}' must be {what}");
    }

    private static bool IsHttp(string endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    private static bool IsRatio(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1;
}
