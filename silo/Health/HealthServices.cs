using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountGrains.Silo;

/// <summary>
/// What an orchestrator asks: does the process live, has the silo started, may it get callers. The answers need no token and tell
/// no secret.
/// </summary>
internal static class HealthServices
{
    private const string Startup = "startup";
    private const string Ready = "ready";

    public static void AddSiloHealth(this IServiceCollection services, SiloSettings settings)
    {
        var checks = services.AddHealthChecks()
            .AddCheck<StartCheck>("start", tags: [Startup, Ready])
            .AddCheck<MembershipCheck>("membership", tags: [Ready])
            .AddCheck<StopCheck>("stop", tags: [Ready]);
        if (settings.ConnectionString is not null)
        {
            services.AddSingleton<DatabaseCheck>();
            checks.AddCheck<DatabaseCheck>("database", tags: [Ready]);
        }

        // Each answer says what is wrong. A silo that waits for its database would fill the log with it.
        services.AddLogging(logging => logging.AddFilter(
            "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None));
    }

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", Options(_ => false));
        endpoints.MapHealthChecks("/health/startup", Options(check => check.Tags.Contains(Startup)));
        endpoints.MapHealthChecks("/health/ready", Options(check => check.Tags.Contains(Ready)));
    }

    private static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> predicate) =>
        new() { Predicate = predicate, ResponseWriter = WriteAsync };

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        string[] lines =
        [
            $"{report.Status}",
            .. report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Description ?? $"{entry.Value.Status}"}"),
        ];
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(string.Join('\n', lines) + "\n");
    }
}
