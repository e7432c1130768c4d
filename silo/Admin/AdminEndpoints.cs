namespace AccountGrains.Silo;

/// <summary>All that the admin port answers, and who may ask. Without a token there is nothing but health.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this IEndpointRouteBuilder endpoints, SiloSettings settings)
    {
        endpoints.MapHealth();
        if (settings.AdminToken is null) return;
        endpoints.MapDashboard("/dashboard").RequireAuthorization();
    }
}
