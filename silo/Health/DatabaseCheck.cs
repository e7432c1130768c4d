using AccountGrains.Ledger;
using AccountGrains.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountGrains.Silo;

/// <summary>
/// Whether the database answers, with the schema that this program needs. Callers at the same time share one question: whoever
/// asks for health needs no token, and must not keep the database busy.
/// </summary>
internal sealed class DatabaseCheck(PostgresStore store, TimeProvider time) : IHealthCheck
{
    // Less than what commands get: who waits for an answer must not give up before it comes.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<HealthCheckResult> latest = Task.FromResult(HealthCheckResult.Healthy());
    private long? asked;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (asked is not { } before || (latest.IsCompleted && time.GetElapsedTime(before) > Fresh))
            {
                asked = time.GetTimestamp();
                latest = AskAsync();
            }

            return latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthCheckResult> AskAsync()
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            return await store.IsCurrentAsync(limit.Token)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("its schema is older than this program");
        }
        catch (OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"it does not answer within {Limit.TotalSeconds:0} s");
        }
        catch (StoreException failure)
        {
            return HealthCheckResult.Unhealthy($"it cannot be used: {failure.Problem}");
        }
    }
}
