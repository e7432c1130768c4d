using AccountGrains.Grains;
using AccountGrains.Storage;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AccountGrains.Silo;

/// <summary>
/// What the process tells of itself: metrics to whoever scrapes them, and both metrics and traces to the collector that
/// OpenTelemetry's own variables name.
/// </summary>
internal static class TelemetryServices
{
    private const string ServiceName = "accounts-silo";

    // Orleans' own sources are not among them: their activities name the grain that is called, and so the account.
    private static readonly string[] Sources =
        [Client.Telemetry.SourceName, SiloTelemetry.SourceName, StorageTelemetry.SourceName, DatabaseTelemetry.Name];

    private static readonly string[] Meters =
        [Client.Telemetry.MeterName, SiloTelemetry.MeterName, StorageTelemetry.MeterName, DatabaseTelemetry.Name, "System.Runtime"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, SiloSettings settings)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName, serviceInstanceId: settings.Silo.SiloName))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddView(DatabaseTelemetry.View));
        // What nobody can scrape is not counted either.
        if (settings.AdminToken is not null) telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
        if (settings.Telemetry.IsExported)
        {
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
            // Without a collector nobody listens, and no command costs an activity.
            telemetry.WithTracing(traces => traces.AddSource(Sources).AddProcessor<DatabaseTelemetry>().AddOtlpExporter());
        }

        return services;
    }
}
