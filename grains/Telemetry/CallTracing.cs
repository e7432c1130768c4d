using System.Diagnostics;
using AccountGrains.Client;

namespace AccountGrains.Grains;

/// <summary>
/// An activity for each call of our grains. Orleans' own name the grain, which is the account, and there would be one for each
/// message of its protocols.
/// </summary>
internal static class CallTracing
{
    public static Task ReceiveAsync(IIncomingGrainCallContext call) =>
        SiloTelemetry.Source.HasListeners() && IsOurs(call.Request.GetInterfaceType()) ? TraceAsync(call) : call.Invoke();

    private static bool IsOurs(Type contract) =>
        contract.Assembly == typeof(IAccountGrain).Assembly || contract.Assembly == typeof(IPartGrain).Assembly;

    private static async Task TraceAsync(IIncomingGrainCallContext call)
    {
        using var activity = SiloTelemetry.Source.StartActivity(
            call.Request.GetActivityName(), ActivityKind.Server, TracePropagation.Received());
        activity?.SetTag("rpc.system", "orleans")
            .SetTag("rpc.service", call.InterfaceName)
            .SetTag("rpc.method", call.MethodName);
        try
        {
            await call.Invoke();
        }
        catch (Exception failure)
        {
            // Its message may name accounts and requests.
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().FullName);
            throw;
        }
    }
}
