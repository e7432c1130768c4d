using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountGrains.Silo;

/// <summary>Whether the silo was not asked to stop: one that drains must get no new callers.</summary>
internal sealed class StopCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("the silo is stopping")
            : HealthCheckResult.Healthy());
}
