using Microsoft.AspNetCore.Routing.Patterns;
using Orleans.Dashboard;

namespace AccountGrains.Silo;

/// <summary>
/// The dashboard of Orleans: silos, types of grains, calls, counters. It can also show the state of any grain and every line of
/// the log, and a later version may show more, so that only what is listed here is there.
/// </summary>
internal static class Dashboard
{
    private static readonly string[] Shown =
    [
        "", "index.html", "favicon.ico", "index.min.js", "index.css", "fonts", "img", "version",
        "DashboardCounters", "ClusterStats", "HistoricalStats", "SiloProperties", "SiloMetadata", "SiloStats", "SiloCounters",
        "GrainStats", "TopGrainMethods", "GrainTypes", "LifecycleStages", "Reminders",
    ];

    /// <summary>Adds it to a silo whose operators have a token; without one it would measure calls for nobody.</summary>
    public static ISiloBuilder AddAdminDashboard(this ISiloBuilder silo, SiloSettings settings) =>
        settings.AdminToken is null ? silo : silo.AddDashboard(options => options.HideTrace = true);

    public static IEndpointConventionBuilder MapDashboard(this IEndpointRouteBuilder endpoints, string path)
    {
        var dashboard = endpoints.MapOrleansDashboard(path);
        ((IEndpointConventionBuilder)dashboard).Finally(endpoint => Hide((RouteEndpointBuilder)endpoint));
        return dashboard;
    }

    private static void Hide(RouteEndpointBuilder endpoint)
    {
        if (!Shown.Contains(Part(endpoint.RoutePattern), StringComparer.Ordinal))
            endpoint.RequestDelegate = context => Results.NotFound().ExecuteAsync(context);
    }

    // The first is that of the dashboard itself.
    private static string Part(RoutePattern route) =>
        route.PathSegments.Skip(1).Select(segment => segment.Parts[0]).OfType<RoutePatternLiteralPart>().FirstOrDefault()?.Content ?? "";
}
