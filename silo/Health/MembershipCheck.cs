using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountGrains.Silo;

/// <summary>Whether the silo is an active member of its cluster.</summary>
internal sealed class MembershipCheck(ISiloStatusOracle membership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(membership.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"the silo is {membership.CurrentStatus} in its cluster, not {SiloStatus.Active}"));
}
