using System.Diagnostics;

namespace AccountGrains.Client;

/// <summary>
/// Carries the trace of a caller with its call. Orleans' own filter does so only where somebody listens to Orleans' activities,
/// and those name the grain that is called, which is the account.
/// </summary>
internal static class TracePropagation
{
    // The names of the W3C, as Orleans has them.
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>Sends a call with the trace that it is part of.</summary>
    public static Task SendAsync(IOutgoingGrainCallContext call) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? SendAsync(call, activity) : call.Invoke();

    /// <summary>The trace that a received call is part of, or the default.</summary>
    public static ActivityContext Received() =>
        ActivityContext.TryParse(RequestContext.Get(Parent) as string, RequestContext.Get(State) as string, isRemote: true, out var trace)
            ? trace
            : default;

    // What an asynchronous method sets ends with it, so the caller's next call does not inherit it.
    private static async Task SendAsync(IOutgoingGrainCallContext call, Activity activity)
    {
        RequestContext.Set(Parent, activity.Id!);
        if (activity.TraceStateString is { } state) RequestContext.Set(State, state);
        await call.Invoke().ConfigureAwait(true);
    }
}
